// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A TCP connection that carries lines ended by CRLF, and writes down what passes. */
final class LineChannel implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration READ_LIMIT = Duration.ofSeconds(30);
  private static final int LONGEST_LINE = 65_536;

  private final Socket socket;
  private final InputStream in;
  private final Transcript transcript;

  private LineChannel(Socket socket, Transcript transcript) throws IOException {
    this.socket = socket;
    this.transcript = transcript;
    in = new BufferedInputStream(socket.getInputStream());
  }

  static LineChannel connect(InetSocketAddress server, Transcript transcript) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) READ_LIMIT.toMillis());
      socket.connect(server, (int) CONNECT_LIMIT.toMillis());
      return new LineChannel(socket, transcript);
    } catch (IOException e) {
      socket.close();
      throw new IOException("cannot talk to " + server + ": " + e.getMessage(), e);
    }
  }

  /** Sends a line and writes it down. */
  void say(String line) throws IOException {
    sayUnder(line, line);
  }

  /** Sends a line and writes down another in its place, for what must stay secret or is long. */
  void sayUnder(String shown, String line) throws IOException {
    send(line + "\r\n");
    transcript.client(shown);
  }

  /** Sends text as it is and writes nothing down. */
  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  void note(String line) {
    transcript.client(line);
  }

  /** Reads a line and writes it down. */
  String hear() throws IOException {
    String line = hearQuietly();
    transcript.server(line);
    return line;
  }

  void noteServer(String line) {
    transcript.server(line);
  }

  String hearQuietly() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("the server closed the connection; said so far:\n" + transcript);
      }
      if (octet == '\n') {
        break;
      }
      if (line.size() == LONGEST_LINE) {
        throw new IOException("the server's line is longer than " + LONGEST_LINE + " octets");
      }
      line.write(octet);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
