// SPDX-License-Identifier: Apache-2.0
/** One delivery attempt: candidates, the loop that walks them, and the ledger of recipients. */
@NullMarked
package dev.postroad.core.delivery;

import org.jspecify.annotations.NullMarked;
