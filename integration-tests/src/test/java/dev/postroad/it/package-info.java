// SPDX-License-Identifier: Apache-2.0
/** Scenarios on a real James. */
@NullMarked
package dev.postroad.it;

import org.jspecify.annotations.NullMarked;
