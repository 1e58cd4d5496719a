// SPDX-License-Identifier: Apache-2.0
/** Sessions kept for the next mail, behind a key that is a security boundary. */
@NullMarked
package dev.postroad.core.pool;

import org.jspecify.annotations.NullMarked;
