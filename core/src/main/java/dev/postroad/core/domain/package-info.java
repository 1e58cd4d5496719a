// SPDX-License-Identifier: Apache-2.0
/** Names of domains, patterns over them, and the classes an operator sorts them into. */
@NullMarked
package dev.postroad.core.domain;

import org.jspecify.annotations.NullMarked;
