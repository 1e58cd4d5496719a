// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.postroad.testing;

import org.jspecify.annotations.NullMarked;
