// SPDX-License-Identifier: Apache-2.0
/** Who may send now: a bounded window of work, one ready queue for each site. */
@NullMarked
package dev.postroad.core.dispatch;

import org.jspecify.annotations.NullMarked;
