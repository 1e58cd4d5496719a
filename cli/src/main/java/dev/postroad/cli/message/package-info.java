// SPDX-License-Identifier: Apache-2.0
/** The message that {@code send} sends: a file, standard input, or one made for the occasion. */
@NullMarked
package dev.postroad.cli.message;

import org.jspecify.annotations.NullMarked;
