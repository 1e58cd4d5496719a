// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.postroad.core;

import org.jspecify.annotations.NullMarked;
