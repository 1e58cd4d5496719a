// SPDX-License-Identifier: Apache-2.0
/** The one door for whoever looks at deliveries, or acts on them. */
@NullMarked
package dev.postroad.james.operations;

import org.jspecify.annotations.NullMarked;
