// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.sink;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What arrived at a sink since it was last told to count.
 *
 * @param mails accepted mails
 * @param repeated those among them that had been accepted before, by the number in their recipient
 * @param connections connections that were opened
 * @param open connections that are open now
 * @param peak most connections that were open at once
 * @param octets of content, dots and line ends as on the wire
 * @param firstNanos when the first mail was accepted, by {@link System#nanoTime}, which on Linux
 *     all processes of a machine share
 * @param lastNanos when the last mail was accepted
 */
public record Tally(
    long mails,
    long repeated,
    long connections,
    long open,
    long peak,
    long octets,
    long firstNanos,
    long lastNanos) {

  String line() {
    return LongStream.of(mails, repeated, connections, open, peak, octets, firstNanos, lastNanos)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" "));
  }

  static Tally ofLine(String line) {
    long[] numbers = Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    int next = 0;
    return new Tally(
        numbers[next++],
        numbers[next++],
        numbers[next++],
        numbers[next++],
        numbers[next++],
        numbers[next++],
        numbers[next++],
        numbers[next]);
  }
}
