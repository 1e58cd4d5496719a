// SPDX-License-Identifier: Apache-2.0
/** JSON against its description; whoever uses it has Jackson on the class path. */
@NullMarked
package dev.postroad.testing.json;

import org.jspecify.annotations.NullMarked;
