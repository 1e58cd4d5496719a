// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

/**
 * Finds the end of a mail's content and removes the stuffed dots (RFC 5321 section 4.5.2).
 *
 * <p>Only CRLF.CRLF ends content, and only a dot after CRLF is a stuffed one; bare CR and LF are
 * ordinary octets here.
 */
final class DotDecoder {
  /** Takes the unstuffed octets in runs. */
  interface Sink {
    void accept(byte[] buffer, int offset, int length);
  }

  private enum State {
    LINE_START,
    TEXT,
    CR,
    DOT,
    DOT_CR
  }

  private static final byte[] LONE_CR = {'\r'};

  private final Sink sink;
  private State state = State.LINE_START;
  private boolean ended;

  DotDecoder(Sink sink) {
    this.sink = sink;
  }

  boolean hasEnded() {
    return ended;
  }

  /**
   * Takes further octets.
   *
   * @return how many of them belong to the content or its end; fewer than {@code length} only at
   *     the end
   */
  int decode(byte[] buffer, int offset, int length) {
    int run = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      byte octet = buffer[i];
      switch (state) {
        case TEXT -> state = octet == '\r' ? State.CR : State.TEXT;
        case CR -> state = afterCr(octet);
        case LINE_START -> {
          if (octet == '.') {
            emit(buffer, run, i);
            run = i + 1;
            state = State.DOT;
          } else {
            state = octet == '\r' ? State.CR : State.TEXT;
          }
        }
        case DOT -> {
          if (octet == '\r') {
            // Held back: it is content only if no LF follows.
            emit(buffer, run, i);
            run = i + 1;
            state = State.DOT_CR;
          } else {
            state = State.TEXT;
          }
        }
        case DOT_CR -> {
          if (octet == '\n') {
            ended = true;
            return i + 1 - offset;
          }
          sink.accept(LONE_CR, 0, 1);
          state = afterCr(octet);
        }
      }
    }
    emit(buffer, run, end);
    return length;
  }

  private static State afterCr(byte octet) {
    return switch (octet) {
      case '\n' -> State.LINE_START;
      case '\r' -> State.CR;
      default -> State.TEXT;
    };
  }

  private void emit(byte[] buffer, int from, int to) {
    if (to > from) {
      sink.accept(buffer, from, to - from);
    }
  }
}
