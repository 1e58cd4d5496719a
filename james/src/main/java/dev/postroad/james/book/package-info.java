// SPDX-License-Identifier: Apache-2.0
/** Which mails have not ended yet: an index in memory, and no message in it. */
@NullMarked
package dev.postroad.james.book;

import org.jspecify.annotations.NullMarked;
