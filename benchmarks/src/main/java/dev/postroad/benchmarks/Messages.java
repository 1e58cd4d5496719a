// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Messages of an exact size. */
final class Messages {
  static final int TEN_KILOBYTES = 10 * 1024;

  private static final String SENDER = "amy@" + TestBed.LOCAL_NAME;
  private static final String HEADER =
      """
      From: Amy <%s>
      To: undisclosed-recipients:;
      Subject: a mail of the benchmark
      Date: Fri, 01 May 2026 12:00:00 +0000
      Message-ID: <bench@%s>
      MIME-Version: 1.0
      Content-Type: text/plain; charset=us-ascii

      """
          .formatted(SENDER, TestBed.LOCAL_NAME)
          .replace("\n", "\r\n");
  private static final int LINE = 76;

  private Messages() {}

  static String sender() {
    return SENDER;
  }

  /**
   * Returns a message whose body is lines of 76 letters.
   *
   * @param octets its length, line ends included; 1,000 at least
   */
  static byte[] ofSize(int octets) {
    byte[] message = new byte[octets];
    Arrays.fill(message, (byte) 'x');
    byte[] header = HEADER.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(header, 0, message, 0, header.length);
    for (int i = header.length + LINE; i + LINE < octets; i += LINE + 2) {
      message[i] = '\r';
      message[i + 1] = '\n';
    }
    message[octets - 2] = '\r';
    message[octets - 1] = '\n';
    return message;
  }
}
