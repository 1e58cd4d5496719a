// SPDX-License-Identifier: Apache-2.0
/** The one table that says what a reply or a failure means, and for whom. */
@NullMarked
package dev.postroad.core.outcome;

import org.jspecify.annotations.NullMarked;
