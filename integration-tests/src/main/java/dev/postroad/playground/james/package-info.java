// SPDX-License-Identifier: Apache-2.0
/** Apache James 3.8 as a process of its own: its files, its start and its end. */
@NullMarked
package dev.postroad.playground.james;

import org.jspecify.annotations.NullMarked;
