// SPDX-License-Identifier: Apache-2.0
/** From a domain to the hosts that take its mail, in the order to try them. */
@NullMarked
package dev.postroad.core.mx;

import org.jspecify.annotations.NullMarked;
