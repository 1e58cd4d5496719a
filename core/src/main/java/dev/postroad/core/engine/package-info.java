// SPDX-License-Identifier: Apache-2.0
/** The core put together: from settings to something that plans and delivers. */
@NullMarked
package dev.postroad.core.engine;

import org.jspecify.annotations.NullMarked;
