// SPDX-License-Identifier: Apache-2.0
/**
 * Where Postroad meets James: its queue, its mails, its services. Everything of javax ends in this
 * package; the core is given plain values.
 */
@NullMarked
package dev.postroad.james;

import org.jspecify.annotations.NullMarked;
