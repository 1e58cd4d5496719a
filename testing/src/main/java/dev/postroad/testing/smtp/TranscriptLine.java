// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.time.Instant;

/**
 * One line of a session as it went over the wire, or a remark on it.
 *
 * @param from who sent it
 * @param time when the server read it or began to send it
 * @param text without CRLF; content of mails is only remarked on, with its size
 * @param beforeReply on a client's line: whether its first bytes had arrived before the server
 *     replied to the line before, that is, whether the client did not wait
 * @param underTls whether it was encrypted
 */
public record TranscriptLine(
    From from, Instant time, String text, boolean beforeReply, boolean underTls) {
  /** Who sent a line. */
  public enum From {
    CLIENT,
    SERVER,
    /** Nobody: it tells of an event, such as a handshake or the end. */
    REMARK
  }

  /** As people write it: {@code C: EHLO a.example}. */
  @Override
  public String toString() {
    return switch (from) {
      case CLIENT -> "C: " + text;
      case SERVER -> "S: " + text;
      case REMARK -> "-- " + text;
    };
  }
}
