// SPDX-License-Identifier: Apache-2.0
/** What became of a delivery attempt: an immutable report, with the trail of what was tried. */
@NullMarked
package dev.postroad.core.report;

import org.jspecify.annotations.NullMarked;
