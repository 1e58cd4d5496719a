// SPDX-License-Identifier: Apache-2.0
/** Throw-away certificates for tests. */
@NullMarked
package dev.postroad.testing.tls;

import org.jspecify.annotations.NullMarked;
