// SPDX-License-Identifier: Apache-2.0
/** Configuration keys, declared once; tables; problems that an operator can act on. */
@NullMarked
package dev.postroad.core.config;

import org.jspecify.annotations.NullMarked;
