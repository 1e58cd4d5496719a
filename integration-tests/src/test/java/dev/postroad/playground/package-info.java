// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.postroad.playground;

import org.jspecify.annotations.NullMarked;
