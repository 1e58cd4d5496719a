// SPDX-License-Identifier: Apache-2.0
/** A James put together for tests: what it has taken it still has after it was killed. */
@NullMarked
package dev.postroad.it.durable;

import org.jspecify.annotations.NullMarked;
