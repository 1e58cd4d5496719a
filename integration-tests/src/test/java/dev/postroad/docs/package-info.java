// SPDX-License-Identifier: Apache-2.0
/** What the documents say is so. */
@NullMarked
package dev.postroad.docs;

import org.jspecify.annotations.NullMarked;
