// SPDX-License-Identifier: Apache-2.0
/** Mailets, as an operator names them in {@code mailetcontainer.xml}. */
@NullMarked
package dev.postroad.mailets;

import org.jspecify.annotations.NullMarked;
