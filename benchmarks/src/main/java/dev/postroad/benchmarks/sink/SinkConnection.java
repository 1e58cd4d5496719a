// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * One client of the sink: every command is accepted in whatever order, and grouped commands (RFC
 * 2920) are answered in one packet.
 */
final class SinkConnection {
  private static final int VERB = 4;
  private static final int INPUT = 64 * 1024;
  private static final int OUTPUT = 16 * 1024;
  private static final byte[] GREETING = ascii("220 sink.bench.example ESMTP\r\n");
  private static final byte[] CAPABILITIES =
      ascii(
          """
          250-sink.bench.example
          250-PIPELINING
          250-SIZE 268435456
          250-ENHANCEDSTATUSCODES
          250 8BITMIME
          """
              .replace("\n", "\r\n"));
  private static final byte[] OK = ascii("250 2.0.0 ok\r\n");
  private static final byte[] GO_AHEAD = ascii("354 go ahead\r\n");
  private static final byte[] BYE = ascii("221 2.0.0 bye\r\n");

  /** Hears of mails. */
  interface Listener {
    /**
     * A mail was accepted.
     *
     * @param number that the local part of its last recipient ends with; -1 without one
     * @param octets of its content
     */
    void accepted(int number, long octets);
  }

  private final SocketChannel channel;
  private final Listener listener;
  private final ByteBuffer input = ByteBuffer.allocate(INPUT);
  private final ByteBuffer output = ByteBuffer.allocate(OUTPUT);
  private final EndOfContent end = new EndOfContent();
  private boolean inContent;
  private boolean leaving;
  private int number = -1;
  private long octets;

  /** Octets of replies since the connection began: written to the peer, and allowed to be. */
  private long written;

  private long released;

  SinkConnection(SocketChannel channel, Listener listener) {
    this.channel = channel;
    this.listener = listener;
    output.put(GREETING);
  }

  /** Takes what the peer has sent. The replies to it wait until they are released. */
  void read() throws IOException {
    if (channel.read(input) < 0) {
      channel.close();
      return;
    }
    input.flip();
    while (advance()) {}
    input.compact();
  }

  /** Returns how many octets of replies there have been, sent or not. */
  long replied() {
    return written + output.position();
  }

  /** Sends replies, as far as the channel takes them; closes after the last. */
  void release(SelectionKey key, long upTo) throws IOException {
    released = Math.max(released, upTo);
    flush(key);
  }

  /** Sends what is released and unsent. */
  void flush(SelectionKey key) throws IOException {
    int end = output.position();
    output.flip();
    output.limit((int) Math.min(end, released - written));
    written += channel.write(output);
    boolean unsent = output.hasRemaining();
    output.limit(end);
    output.compact();
    if (unsent) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else if (leaving && written == replied()) {
      channel.close();
    } else {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  /** Takes one command or piece of content; returns whether there may be more to take. */
  private boolean advance() throws IOException {
    if (leaving || output.remaining() < CAPABILITIES.length) {
      return false;
    }
    return inContent ? content() : command();
  }

  private boolean content() {
    int before = input.remaining();
    boolean ended = end.take(input);
    octets += before - input.remaining();
    if (ended) {
      inContent = false;
      listener.accepted(number, octets);
      output.put(OK);
    }
    return ended;
  }

  private boolean command() throws IOException {
    int lf = indexOfLf();
    if (lf < 0) {
      if (!input.hasRemaining() || input.limit() < input.capacity()) {
        return false;
      }
      throw new IOException("a command longer than " + INPUT + " octets");
    }
    int start = input.position();
    String verb = verb(start, lf);
    input.position(lf + 1);
    switch (verb) {
      case "EHLO" -> output.put(CAPABILITIES);
      case "DATA" -> {
        inContent = true;
        octets = 0;
        end.begin();
        output.put(GO_AHEAD);
      }
      case "RCPT" -> {
        number = number(start, lf);
        output.put(OK);
      }
      case "QUIT" -> {
        leaving = true;
        output.put(BYE);
      }
      default -> output.put(OK);
    }
    return true;
  }

  private String verb(int start, int lf) {
    int length = Math.min(VERB, lf - start);
    return new String(input.array(), start, length, US_ASCII).toUpperCase(Locale.ROOT);
  }

  private int number(int start, int end) {
    byte[] octetsRead = input.array();
    int at = start;
    while (at < end && octetsRead[at] != '@') {
      at++;
    }
    int found = -1;
    int scale = 1;
    for (int i = at - 1; i > start && Character.isDigit(octetsRead[i]); i--) {
      found = Math.max(found, 0) + (octetsRead[i] - '0') * scale;
      scale *= 10;
    }
    return found;
  }

  private int indexOfLf() {
    byte[] octetsRead = input.array();
    for (int i = input.position(); i < input.limit(); i++) {
      if (octetsRead[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
