// SPDX-License-Identifier: Apache-2.0
/** Matchers on domains, as an operator names them in {@code mailetcontainer.xml}. */
@NullMarked
package dev.postroad.matchers;

import org.jspecify.annotations.NullMarked;
