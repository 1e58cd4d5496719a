// SPDX-License-Identifier: Apache-2.0
/**
 * What happens when threads meet in the pool and in the dispatcher, tried out millions of times.
 */
@NullMarked
package dev.postroad.concurrency;

import org.jspecify.annotations.NullMarked;
