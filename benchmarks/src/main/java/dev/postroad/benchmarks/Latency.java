// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.sink.Arrivals;
import dev.postroad.benchmarks.sink.SinkProcess;
import dev.postroad.benchmarks.sink.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How long a mail takes from its turn to be submitted to its acceptance at the sink, at 100 mails a
 * second; without tarpits, with a tenth of the mails for one, and with half of them for fifty.
 */
final class Latency {
  private static final int PER_SECOND = 100;
  private static final int CONNECTIONS = 10;
  private static final int TENTH = 10;

  /** How long mails are waited for after the last was submitted. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long, when the tarpits are gone. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final double NANOS_PER_MILLI = 1e6;

  private final Bench bench;
  private final Field field;

  Latency(Bench bench, Field field) {
    this.bench = bench;
    this.field = field;
  }

  /**
   * How long the mails took that were not for a tarpit.
   *
   * @param arrived of them in time, per cent
   * @param half milliseconds in which half of them arrived; infinite if so many did not
   * @param most in which 99 per cent did
   * @param slowest of all
   */
  private record Result(int sent, double arrived, double half, double most, double slowest) {
    String text() {
      return "%s %% of %d arrived in time; p50 %s ms, p99 %s ms, most %s ms"
          .formatted(
              Samples.number(arrived),
              sent,
              Samples.number(half),
              Samples.number(most),
              Samples.number(slowest));
    }
  }

  /** Which mails go to which tarpit; -1 for none. */
  private interface Share {
    int tarpit(int index);
  }

  List<Row> measure() throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    Map<Contestant, List<Result>> plain =
        field.measure(
            "latency",
            bench.options().runs(),
            (contestant, mailer) -> settle(mailer, run(mailer, index -> -1)),
            Result::text);
    rows.add(Row.of("latency at 100 mails/s: p50, ms", "≤ 2", plain, Result::half));
    rows.add(Row.of("the same: p99, ms", "≤ 10", plain, Result::most));
    rows.add(Row.of("the same: most, ms", "", plain, Result::slowest));
    rows.addAll(
        beside("10 % to a tarpit", bench.options().runs(), index -> index % TENTH == 0 ? 0 : -1));
    rows.addAll(
        beside(
            "50 % to 50 tarpits",
            bench.options().runs(),
            index -> index % 2 == 0 ? 1 + index / 2 % (TestBed.TARPITS - 1) : -1));
    return rows;
  }

  private List<Row> beside(String what, int rounds, Share share)
      throws IOException, InterruptedException {
    Map<Contestant, List<Result>> runs =
        field.measure(
            what, rounds, (contestant, mailer) -> besideTarpits(mailer, share), Result::text);
    int healthy = runs.values().iterator().next().get(0).sent();
    return List.of(
        Row.of(
            "the same with %s: healthy mails arrived of %,d, %%".formatted(what, healthy),
            "100",
            runs,
            Result::arrived),
        Row.of("the same: p50 of the healthy, ms", "", runs, Result::half),
        Row.of("the same: p99 of the healthy, ms", "≤ 1.2 × without", runs, Result::most));
  }

  private Result besideTarpits(Mailer mailer, Share share)
      throws IOException, InterruptedException {
    Result result;
    SilentHosts tarpits = bench.bed().openTarpits();
    try {
      result = run(mailer, share);
    } finally {
      tarpits.close();
    }
    // The tarpits are gone now: nothing keeps the rest.
    settle(mailer, result);
    return result;
  }

  private Result settle(Mailer mailer, Result result) throws IOException, InterruptedException {
    SinkProcess sink = bench.bed().sink();
    Tally unused = sink.awaitMails(result.sent(), LIMIT);
    mailer.awaitIdle();
    BenchFailure.unlessArrivedOnce(result.sent(), sink.tally());
    return result;
  }

  private Result run(Mailer mailer, Share share) throws IOException, InterruptedException {
    int mails = bench.options().latencySeconds() * PER_SECOND;
    IntPredicate isHealthy = index -> share.tarpit(index) < 0;
    int healthy = (int) IntStream.range(0, mails).filter(isHealthy).count();
    IntFunction<String> recipient =
        index ->
            isHealthy.test(index)
                ? TestBed.recipient(index)
                : TestBed.atTarpit(index, share.tarpit(index));
    SinkProcess sink = bench.bed().sink();
    mailer.awaitIdle();
    sink.expect(healthy);
    long[] turns = Load.to(recipient).to(mailer).over(CONNECTIONS).sendPaced(mails, PER_SECOND);
    Tally unused = sink.awaitMails(healthy, PATIENCE);
    Arrivals arrivals = sink.arrivals();
    double[] millis =
        IntStream.range(0, mails)
            .filter(isHealthy)
            .mapToDouble(
                index ->
                    arrivals.has(index)
                        ? (arrivals.nanos(index) - turns[index]) / NANOS_PER_MILLI
                        : Double.POSITIVE_INFINITY)
            .sorted()
            .toArray();
    return result(millis);
  }

  private static Result result(double[] sortedMillis) {
    int number = sortedMillis.length;
    long arrived = Arrays.stream(sortedMillis).filter(Double::isFinite).count();
    return new Result(
        number,
        100.0 * arrived / number,
        sortedMillis[(number - 1) / 2],
        sortedMillis[(int) Math.ceil(number * 0.99) - 1],
        sortedMillis[number - 1]);
  }
}
