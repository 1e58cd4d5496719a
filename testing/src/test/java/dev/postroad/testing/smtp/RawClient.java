// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A socket and nothing clever on top, to see exactly what a server does. */
final class RawClient implements AutoCloseable {
  private Socket socket;
  private InputStream in;
  private OutputStream out;

  RawClient(ScriptedSmtpServer server) throws IOException {
    this(new Socket(server.address().getAddress(), server.port()));
  }

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Connects and gets as far as an answered EHLO. */
  static RawClient greeted(ScriptedSmtpServer server) throws IOException {
    RawClient client = new RawClient(server);
    client.expect("220");
    client.say("EHLO client.test", "250");
    return client;
  }

  /** Sends the text as it is. */
  void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends a line and expects a reply that starts so. */
  List<String> say(String line, String expected) throws IOException {
    send(line + "\r\n");
    return expect(expected);
  }

  /** Reads one reply, which must start so. */
  List<String> expect(String expected) throws IOException {
    List<String> reply = new ArrayList<>();
    do {
      reply.add(readLine());
    } while (reply.get(reply.size() - 1).startsWith("-", 3));
    assertThat(String.join("\n", reply)).startsWith(expected);
    return reply;
  }

  /** A line without CRLF; what came before the end of the stream if there is none. */
  String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      line.append((char) octet);
    }
    int length = line.length();
    if (length > 0 && line.charAt(length - 1) == '\r') {
      line.setLength(length - 1);
    }
    return line.toString();
  }

  int read() throws IOException {
    return in.read();
  }

  void expectEnd() throws IOException {
    assertThat(in.read()).isEqualTo(-1);
  }

  /** Goes from MAIL to 354. */
  void toData() throws IOException {
    say("MAIL FROM:<amy@client.test>", "250");
    say("RCPT TO:<bob@example.com>", "250");
    say("DATA", "354");
  }

  void startTls(SSLContext context, String serverName) throws IOException {
    say("STARTTLS", "220");
    encrypt(context, serverName);
  }

  void encrypt(SSLContext context, String serverName) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, serverName, socket.getPort(), true);
    tls.startHandshake();
    socket = tls;
    in = new BufferedInputStream(tls.getInputStream());
    out = tls.getOutputStream();
  }

  Socket socket() {
    return socket;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
