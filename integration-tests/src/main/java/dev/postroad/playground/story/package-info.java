// SPDX-License-Identifier: Apache-2.0
/** The story that the check tells, one step a class. */
@NullMarked
package dev.postroad.playground.story;

import org.jspecify.annotations.NullMarked;
