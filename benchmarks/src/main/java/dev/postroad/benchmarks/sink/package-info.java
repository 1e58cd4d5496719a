// SPDX-License-Identifier: Apache-2.0
/** Where benchmark mail ends: an SMTP server that takes everything and keeps nothing. */
@NullMarked
package dev.postroad.benchmarks.sink;

import org.jspecify.annotations.NullMarked;
