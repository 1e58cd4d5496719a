// SPDX-License-Identifier: Apache-2.0
/** Measurements of James with Postroad beside stock James, on one machine and in one run. */
@NullMarked
package dev.postroad.benchmarks;

import org.jspecify.annotations.NullMarked;
