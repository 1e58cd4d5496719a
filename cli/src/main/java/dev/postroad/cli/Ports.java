// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

/** Port numbers as options give them. */
final class Ports {
  private Ports() {}

  /**
   * Reads a port from 1 to 65535.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  static int parse(String text) {
    boolean digits =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = digits ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port goes from 1 to 65535: " + text);
    }
    return port;
  }
}
