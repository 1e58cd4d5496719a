// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.util.Map;

/**
 * The address of a MAIL or RCPT command with its parameters.
 *
 * @param address without angle brackets and source route; empty for the null sender
 * @param parameters by keyword in upper case, in the order given; the value is empty if there is
 *     none, and is not decoded
 * @param line the command line as received, without CRLF
 */
public record EnvelopeAddress(String address, Map<String, String> parameters, String line) {
  /** Whether the parameter is there, with a value or without. */
  public boolean has(String keyword) {
    return parameters.containsKey(keyword);
  }
}
