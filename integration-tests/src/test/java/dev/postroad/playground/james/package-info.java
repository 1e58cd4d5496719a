// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.postroad.playground.james;

import org.jspecify.annotations.NullMarked;
