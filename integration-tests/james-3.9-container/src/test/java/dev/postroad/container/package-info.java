// SPDX-License-Identifier: Apache-2.0
/**
 * The drop-in jar in the mailet container of James 3.9, and each jar in the James it is not for.
 */
@NullMarked
package dev.postroad.container;

import org.jspecify.annotations.NullMarked;
