// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import java.time.Instant;

/**
 * One question that reached the server, whatever was answered.
 *
 * @param name the name asked for, in lower case and without the final dot; the root is {@code "."}
 * @param type the record type as its mnemonic, such as {@code MX}
 * @param transport how it came
 * @param time when it was read
 * @param wantsAuthenticity whether the client asked to be told of DNSSEC validation, by the AD or
 *     the DO bit (RFC 6840 section 5.7)
 */
public record DnsQuery(
    String name, String type, Transport transport, Instant time, boolean wantsAuthenticity) {}
