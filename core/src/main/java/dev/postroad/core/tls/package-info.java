// SPDX-License-Identifier: Apache-2.0
/** What a connection must prove before mail may travel over it. */
@NullMarked
package dev.postroad.core.tls;

import org.jspecify.annotations.NullMarked;
