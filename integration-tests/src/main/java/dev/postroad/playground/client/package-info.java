// SPDX-License-Identifier: Apache-2.0
/** Plain SMTP, POP3 and WebAdmin clients that write down what was said. */
@NullMarked
package dev.postroad.playground.client;

import org.jspecify.annotations.NullMarked;
