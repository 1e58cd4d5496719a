// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.postroad.playground.story;

import org.jspecify.annotations.NullMarked;
