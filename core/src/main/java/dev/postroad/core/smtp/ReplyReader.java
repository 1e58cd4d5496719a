// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.domain.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads SMTP replies (RFC 5321 §4.2) from a stream of bytes that may hold anything.
 *
 * <p>Bounded in every direction: {@value #MAX_REPLY} octets a reply, of whose lines the first
 * {@value #MAX_LINES} are kept, and of each line the first {@value #MAX_LINE} octets (RFC 5321
 * §4.5.3.1.5 asks for 512): a peer that says yes at such length has said yes, and would get its
 * mail twice if it were not believed. Tolerant where tolerance cannot mislead: a line may end in a
 * bare LF, and its text may be missing. Strict where it could: every line begins with three digits
 * and a blank or hyphen, and all lines of a reply carry the same code. Text is decoded as UTF-8
 * (RFC 6531 §3.7.4.2) and made {@link Printable}.
 *
 * <p>Time is the stream's affair: it throws when the deadline of the reply has passed.
 */
final class ReplyReader {
  static final int MAX_LINE = 2_048;
  static final int MAX_LINES = 128;
  static final int MAX_REPLY = 1 << 20;

  /** The digits of a code. */
  private static final int CODE = 3;

  private final InputStream in;
  private final byte[] buffer = new byte[2 * MAX_LINE];
  private int start;
  private int end;

  /** Octets of the reply being read that were passed over, beyond what is kept of a line. */
  private int passedOver;

  ReplyReader(InputStream in) {
    this.in = in;
  }

  /** How many octets have been read from the stream and belong to no reply yet. */
  int buffered() {
    return end - start;
  }

  /**
   * Reads the next reply, to the end of its last line.
   *
   * @throws MalformedReply if what comes is no reply; do not read on
   * @throws EOFException if the stream ends before the reply does
   * @throws IOException if the stream fails
   */
  Reply read() throws IOException, MalformedReply {
    return read(false);
  }

  /**
   * Reads the reply to a whole message. Who does not believe it sends the message again to somebody
   * who has it. So what is clear counts however oddly it is put: after empty lines, behind blanks,
   * NULs or a byte order mark, with something else than a blank after the code, or with the end of
   * the stream for the end of its line.
   */
  Reply readVerdict() throws IOException, MalformedReply {
    return read(true);
  }

  private Reply read(boolean oddlyPut) throws IOException, MalformedReply {
    int code = -1;
    int octets = 0;
    passedOver = 0;
    Optional<EnhancedStatus> enhanced = Optional.empty();
    List<String> lines = List.of();
    while (true) {
      int length = nextLine(oddlyPut);
      int from = start;
      int to = from + length;
      start = Math.min(to + 1, end);
      octets += length + 1;
      if (octets + passedOver > MAX_REPLY) {
        throw tooLong();
      }
      while (to > from && buffer[to - 1] == '\r') {
        to--;
      }
      if (oddlyPut) {
        from = withoutLead(from, to);
        if (from == to) {
          continue;
        }
      }
      int lineCode = codeAt(from, to, oddlyPut);
      boolean first = code < 0;
      if (!first && lineCode != code) {
        throw new MalformedReply("one reply with two codes, " + code + " and " + lineCode);
      }
      code = lineCode;
      boolean last = to == from + 3 || buffer[from + 3] != '-';
      String text = to > from + 4 ? text(from + 4, to) : "";
      Optional<EnhancedStatus> leading = leadingStatus(text, code);
      if (first) {
        enhanced = leading;
      }
      if (leading.isPresent() && leading.equals(enhanced)) {
        text = text.substring(leading.get().toString().length()).strip();
      }
      if (first && last) {
        return new Reply(code, enhanced, List.of(text));
      }
      if (first) {
        lines = new ArrayList<>();
      }
      if (lines.size() < MAX_LINES) {
        lines.add(text);
      }
      if (last) {
        return new Reply(code, enhanced, lines);
      }
    }
  }

  /** Where a line begins but for what should not be there. */
  private int withoutLead(int from, int to) {
    int begin = from;
    while (begin < to
        && ((buffer[begin] >= 0 && buffer[begin] <= ' ') || isOfByteOrderMark(begin))) {
      begin++;
    }
    return begin;
  }

  private boolean isOfByteOrderMark(int at) {
    int octet = buffer[at] & 0xff;
    return octet == 0xef || octet == 0xbb || octet == 0xbf;
  }

  /**
   * Brings a whole line into the buffer, or what is kept of it; answers its length, without the LF
   * after it.
   *
   * @param orRest whether the end of the stream ends a line, too, if that may hold a code
   */
  private int nextLine(boolean orRest) throws IOException, MalformedReply {
    int scanned = start;
    while (true) {
      for (int i = scanned; i < end; i++) {
        if (buffer[i] == '\n') {
          return i - start <= MAX_LINE ? i - start : passOver(i);
        }
      }
      if (end - start > MAX_LINE) {
        int unused = passOver(end);
      }
      int held = end - start;
      if (fill() < 0) {
        if (orRest && held >= CODE) {
          return held;
        }
        throw new EOFException("the peer closed the connection");
      }
      scanned = start + held;
    }
  }

  /** Takes what stands before that point out of the line, but for as much as is kept of one. */
  private int passOver(int to) throws MalformedReply {
    int from = start + MAX_LINE;
    passedOver += to - from;
    if (passedOver > MAX_REPLY) {
      throw tooLong();
    }
    System.arraycopy(buffer, to, buffer, from, end - to);
    end -= to - from;
    return MAX_LINE;
  }

  /** Reads once from the stream: how many octets, or -1 at its end. */
  int fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    int read = in.read(buffer, end, buffer.length - end);
    end += Math.max(0, read);
    return read;
  }

  private static MalformedReply tooLong() {
    return new MalformedReply("a reply of more than " + MAX_REPLY + " octets");
  }

  private int codeAt(int from, int to, boolean oddlyPut) throws MalformedReply {
    if (to - from >= 3
        && buffer[from] >= '1'
        && buffer[from] <= '5'
        && isDigit(buffer[from + 1])
        && isDigit(buffer[from + 2])
        && (to == from + 3 || isSeparator(buffer[from + 3], oddlyPut))) {
      return (buffer[from] - '0') * 100 + (buffer[from + 1] - '0') * 10 + buffer[from + 2] - '0';
    }
    throw new MalformedReply("not an SMTP reply: " + sample(from, to));
  }

  private static boolean isSeparator(byte octet, boolean oddlyPut) {
    return octet == ' ' || octet == '-' || (oddlyPut && !Character.isLetterOrDigit(octet & 0xff));
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  private String sample(int from, int to) {
    int length = Math.min(to - from, 80);
    return '"' + text(from, from + length) + (length < to - from ? "…" : "") + '"';
  }

  private String text(int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] < ' ' || buffer[i] == 0x7f) {
        return Printable.spaced(new String(buffer, from, to - from, StandardCharsets.UTF_8));
      }
    }
    return new String(buffer, from, to - from, StandardCharsets.US_ASCII).strip();
  }

  /** The enhanced status code a text begins with, if it is of the reply's own class (RFC 2034). */
  private static Optional<EnhancedStatus> leadingStatus(String text, int code) {
    if (text.length() < 5 || text.charAt(0) != '0' + code / 100 || text.charAt(1) != '.') {
      return Optional.empty();
    }
    int blank = text.indexOf(' ');
    return EnhancedStatus.tryParse(blank < 0 ? text : text.substring(0, blank));
  }
}
