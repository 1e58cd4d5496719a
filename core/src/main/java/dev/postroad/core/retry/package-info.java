// SPDX-License-Identifier: Apache-2.0
/** When to try again, and when it is too late. */
@NullMarked
package dev.postroad.core.retry;

import org.jspecify.annotations.NullMarked;
