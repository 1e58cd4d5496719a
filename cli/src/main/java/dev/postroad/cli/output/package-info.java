// SPDX-License-Identifier: Apache-2.0
/** Plans and reports, printed for a human or as JSON. */
@NullMarked
package dev.postroad.cli.output;

import org.jspecify.annotations.NullMarked;
