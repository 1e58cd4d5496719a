// SPDX-License-Identifier: Apache-2.0
/** What the command line knows of a James far away: its WebAdmin over HTTP, and nothing else. */
@NullMarked
package dev.postroad.cli.server;

import org.jspecify.annotations.NullMarked;
