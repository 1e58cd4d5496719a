// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

/**
 * A message made while it is sent, so that it is never in memory as a whole. Some of its lines
 * begin with a dot.
 *
 * @param octets of its body, at least
 */
record LargeMessage(long octets) {
  private static final int READ_LIMIT_MILLIS = 120_000;
  private static final int LINE = 76;

  /**
   * Submits it as an authenticated user over SMTP (RFC 4616, RFC 5321); returns the hexadecimal
   * SHA-256 of its body.
   */
  String submit(InetSocketAddress server, String user, String password, String recipient)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(READ_LIMIT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.connect(server);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 65_536);
      expect(in, '2');
      String login = "\0" + user + "\0" + password;
      say(in, out, "EHLO laptop.example", '2');
      say(
          in,
          out,
          "AUTH PLAIN "
              + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.US_ASCII)),
          '2');
      say(in, out, "MAIL FROM:<" + user + ">", '2');
      say(in, out, "RCPT TO:<" + recipient + ">", '2');
      say(in, out, "DATA", '3');
      String hash = write(out, user);
      say(in, out, ".", '2');
      say(in, out, "QUIT", '2');
      return hash;
    }
  }

  private String write(OutputStream out, String sender) throws IOException {
    out.write(
        ("From: <" + sender + ">\r\nSubject: large\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    MessageDigest digest = Sha256.digest();
    Random random = new Random(octets);
    byte[] line = new byte[LINE + 2];
    line[LINE] = '\r';
    line[LINE + 1] = '\n';
    for (long written = 0; written < octets; written += line.length) {
      for (int i = 0; i < LINE; i++) {
        line[i] = (byte) ('.' + random.nextInt(70));
      }
      digest.update(line);
      if (line[0] == '.') {
        out.write('.');
      }
      out.write(line);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void say(BufferedReader in, OutputStream out, String line, char severity)
      throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
    expect(in, severity);
  }

  private static void expect(BufferedReader in, char severity) throws IOException {
    String line = in.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      line = in.readLine();
    }
    if (line == null || line.isEmpty() || line.charAt(0) != severity) {
      throw new IOException("the server said " + line);
    }
  }
}
