// SPDX-License-Identifier: Apache-2.0
/** The plan of a delivery, told to a human or to a program, sending nothing. */
@NullMarked
package dev.postroad.core.explain;

import org.jspecify.annotations.NullMarked;
