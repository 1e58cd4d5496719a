// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

/**
 * What the peer sent is not an SMTP reply, or is longer than one may be. The message says which, in
 * printable characters; the connection is of no further use.
 */
final class MalformedReply extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedReply(String message) {
    super(message);
  }
}
