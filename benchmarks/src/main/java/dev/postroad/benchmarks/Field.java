// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.Options.Part;
import dev.postroad.benchmarks.sink.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that are measured side by side. They are started and warmed up when they are first needed,
 * live until the last measurement, and take turns.
 */
final class Field implements AutoCloseable {
  /** Everything else is as Java chooses it. */
  private static final List<String> JAVA_OPTIONS = List.of("-Xms1500m", "-Xmx1500m");

  private static final Duration WARM_UP_LIMIT = Duration.ofMinutes(10);

  /** What Java compiles for a queue that is emptied is not what it compiles for mail in passing. */
  private static final int WARM_UP_DRAINS = 4;

  private static final double NANOS = 1e9;

  private final Bench bench;
  private final Map<Contestant, Mailer> mailers = new EnumMap<>(Contestant.class);
  private final List<Mailer> started = new ArrayList<>();
  private final List<String> absent = new ArrayList<>();

  Field(Bench bench) {
    this.bench = bench;
  }

  /** One run of a measurement with one mailer. */
  interface Run<R> {
    R measure(Contestant contestant, Mailer mailer) throws IOException, InterruptedException;
  }

  /** Returns who could not be measured, and why. */
  List<String> absent() {
    return List.copyOf(absent);
  }

  /**
   * Measures everybody in turn, round after round.
   *
   * @param what is measured, for a person who waits
   * @param rounds how often
   * @param text of one run, for that person
   */
  <R> Map<Contestant, List<R>> measure(
      String what, int rounds, Run<R> run, Function<R, String> text)
      throws IOException, InterruptedException {
    ready();
    Map<Contestant, List<R>> results = new EnumMap<>(Contestant.class);
    for (int round = 1; round <= rounds; round++) {
      for (Map.Entry<Contestant, Mailer> mailer : mailers.entrySet()) {
        R result = run.measure(mailer.getKey(), mailer.getValue());
        results.computeIfAbsent(mailer.getKey(), key -> new ArrayList<>()).add(result);
        bench.say(mailer.getKey(), "%s %d: %s".formatted(what, round, text.apply(result)));
      }
    }
    return results;
  }

  private void ready() throws IOException, InterruptedException {
    if (!mailers.isEmpty()) {
      return;
    }
    for (Contestant contestant : bench.options().contestants()) {
      if (contestant == Contestant.POSTFIX) {
        enterPostfix();
      } else {
        enter(contestant, bench.startJames(contestant, JAVA_OPTIONS));
      }
    }
    for (Map.Entry<Contestant, Mailer> mailer : mailers.entrySet()) {
      warmUp(mailer.getKey(), mailer.getValue());
      if (bench.options().flightRecorder()) {
        mailer.getValue().startRecording(mailer.getKey().label());
      }
    }
  }

  private void enterPostfix() throws IOException, InterruptedException {
    Optional<String> lacking = RunningPostfix.missing();
    if (lacking.isPresent()) {
      absent.add("Postfix was not measured: " + lacking.get());
    } else {
      enter(Contestant.POSTFIX, RunningPostfix.start(bench.work().resolve("postfix")));
    }
  }

  private void enter(Contestant contestant, Mailer mailer) {
    started.add(mailer);
    mailers.put(contestant, mailer);
  }

  /** Returns the same field, but only those who take part in that; it has nothing to close. */
  Field of(Part part) throws IOException, InterruptedException {
    ready();
    Field other = new Field(bench);
    other.mailers.putAll(mailers);
    other.mailers.keySet().retainAll(bench.options().contestants(part));
    return other;
  }

  /**
   * Returns the same field but for a Postroad of its own, which has no more than so many threads
   * and ends with it. It has to be closed before this one.
   */
  Field withThreads(int threads) throws IOException, InterruptedException {
    ready();
    Field other = new Field(bench);
    other.mailers.putAll(mailers);
    RunningJames limited =
        bench.startJames(Contestant.POSTROAD, JAVA_OPTIONS, Variant.ofThreads(threads));
    other.enter(Contestant.POSTROAD, limited);
    try {
      warmUp(Contestant.POSTROAD, limited);
      return other;
    } catch (IOException | InterruptedException e) {
      other.close();
      throw e;
    }
  }

  private void warmUp(Contestant contestant, Mailer mailer)
      throws IOException, InterruptedException {
    boolean isJames = contestant != Contestant.POSTFIX;
    int all = bench.options().warmUp();
    int straight = isJames ? all / 2 : Math.min(RunningPostfix.WARM_UP, all);
    byte[] message = Messages.ofSize(Messages.TEN_KILOBYTES);
    long begun = System.nanoTime();
    bench.bed().sink().expect(straight);
    new Submission(mailer.smtp(), message, TestBed::recipient).send(straight);
    Tally unused = bench.bed().sink().awaitComplete(WARM_UP_LIMIT);
    String rate = Samples.number(straight / ((System.nanoTime() - begun) / NANOS));
    bench.say(contestant, "warmed up by %d mails, %s a second".formatted(straight, rate));
    if (isJames) {
      int drained = all / 2 / WARM_UP_DRAINS;
      Drain drain = new Drain(bench, Load.standard());
      for (int turn = 1; turn <= WARM_UP_DRAINS; turn++) {
        String result = drain.run(mailer, drained).text();
        bench.say(contestant, "warmed up by %d mails in the queue: %s".formatted(drained, result));
      }
    }
  }

  /** Writes what was recorded. */
  void stopRecordings() throws IOException, InterruptedException {
    if (bench.options().flightRecorder()) {
      for (Mailer mailer : mailers.values()) {
        mailer.stopRecording();
      }
    }
  }

  /** Ends all that it started. */
  @Override
  public void close() {
    started.forEach(Mailer::close);
    started.clear();
    mailers.clear();
  }
}
