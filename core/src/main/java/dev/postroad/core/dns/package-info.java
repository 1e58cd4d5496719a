// SPDX-License-Identifier: Apache-2.0
/** The only room that asks the DNS, behind the port {@link dev.postroad.core.dns.DnsClient}. */
@NullMarked
package dev.postroad.core.dns;

import org.jspecify.annotations.NullMarked;
