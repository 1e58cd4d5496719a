// SPDX-License-Identifier: Apache-2.0
/** What is delivered: the envelope, its recipients and the message content. */
@NullMarked
package dev.postroad.core.message;

import org.jspecify.annotations.NullMarked;
