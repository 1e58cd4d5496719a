// SPDX-License-Identifier: Apache-2.0
/** The engine alone in a Java machine of its own, with doubles of what James would give it. */
@NullMarked
package dev.postroad.benchmarks.core;

import org.jspecify.annotations.NullMarked;
