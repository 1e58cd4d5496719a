// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: {@code route} tells which way mail would go, {@code send} sends one. It needs
 * no James; it reads James' configuration files as James does.
 */
@NullMarked
package dev.postroad.cli;

import org.jspecify.annotations.NullMarked;
