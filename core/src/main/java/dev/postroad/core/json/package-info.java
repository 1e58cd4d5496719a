// SPDX-License-Identifier: Apache-2.0
/** JSON as programs read it from us: the streaming writer of Jackson, and how we use it. */
@NullMarked
package dev.postroad.core.json;

import org.jspecify.annotations.NullMarked;
