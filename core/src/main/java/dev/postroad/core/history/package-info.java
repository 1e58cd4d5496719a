// SPDX-License-Identifier: Apache-2.0
/** What delivery has come to lately, kept in bounded memory for whoever looks. */
@NullMarked
package dev.postroad.core.history;

import org.jspecify.annotations.NullMarked;
