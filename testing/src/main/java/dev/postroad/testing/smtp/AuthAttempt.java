// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

/**
 * One AUTH exchange (RFC 4954).
 *
 * @param mechanism in upper case
 * @param user the name given; empty if the exchange ended before
 * @param succeeded whether the credentials were right
 * @param initialResponse whether the first response came with the command
 * @param underTls whether the exchange was encrypted
 */
public record AuthAttempt(
    String mechanism, String user, boolean succeeded, boolean initialResponse, boolean underTls) {}
