// SPDX-License-Identifier: Apache-2.0
/** The commands that look at a running James and act on it. */
@NullMarked
package dev.postroad.cli.operations;

import org.jspecify.annotations.NullMarked;
