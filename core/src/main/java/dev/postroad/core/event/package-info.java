// SPDX-License-Identifier: Apache-2.0
/** What delivery tells whoever listens. */
@NullMarked
package dev.postroad.core.event;

import org.jspecify.annotations.NullMarked;
