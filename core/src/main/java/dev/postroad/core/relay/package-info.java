// SPDX-License-Identifier: Apache-2.0
/** Who may relay, and which way a mail goes. */
@NullMarked
package dev.postroad.core.relay;

import org.jspecify.annotations.NullMarked;
