// SPDX-License-Identifier: Apache-2.0
/** What stock James is given on its class path, to be measured at its best. */
@NullMarked
package dev.postroad.benchmarks.stock;

import org.jspecify.annotations.NullMarked;
