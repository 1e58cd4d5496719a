// SPDX-License-Identifier: Apache-2.0
/** Tests that open the finished drop-in jar. */
@NullMarked
package dev.postroad.dist;

import org.jspecify.annotations.NullMarked;
