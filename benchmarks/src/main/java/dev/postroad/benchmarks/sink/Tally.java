// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.sink;

/**
 * What arrived at a sink since it was last told to count.
 *
 * @param mails accepted mails
 * @param connections connections that were opened
 * @param octets of content, dots and line ends as on the wire
 * @param lastNanos when the last mail was accepted, by {@link System#nanoTime}, which on Linux all
 *     processes of a machine share
 */
public record Tally(long mails, long connections, long octets, long lastNanos) {

  String line() {
    return mails + " " + connections + " " + octets + " " + lastNanos;
  }

  static Tally ofLine(String line) {
    String[] numbers = line.split(" ", -1);
    return new Tally(
        Long.parseLong(numbers[0]),
        Long.parseLong(numbers[1]),
        Long.parseLong(numbers[2]),
        Long.parseLong(numbers[3]));
  }
}
