// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What it costs to look at a James in which 100,000 mails wait for 5,000 sites: how long answers
 * take, and what somebody who looks all the time takes from mail in passing.
 */
final class Operating {
  private static final List<String> JAVA_OPTIONS = List.of("-Xms3g", "-Xmx3g");
  private static final int SITES = 5_000;
  private static final int WAITING = 100_000;
  private static final int SMALL = 1_000;
  private static final int CONNECTIONS = 20;

  /** The first ones are answered by code that nobody ever ran. */
  private static final int FIRST = 20;

  private static final int TIMES = 50;

  /** Whoever asks sooner may be told what was told before. */
  private static final Duration APART = Duration.ofMillis(300);

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long LOOK_MILLIS = 200;
  private static final double MILLI = 1e6;
  private static final double HUNDRED = 100;

  /** What the overview of the page asks, as often as it does. */
  private static final List<String> PAGE =
      List.of("overview?minutes=30", "sites?sort=depth&limit=10");

  private static final Duration PAGE_EVERY = Duration.ofSeconds(3);

  private static final String METRICS = "metrics";
  private static final Duration METRICS_EVERY = Duration.ofSeconds(15);
  private static final Map<String, String> QUESTIONS = questions();

  private final Bench bench;
  private final HttpClient http = HttpClient.newHttpClient();

  Operating(Bench bench) {
    this.bench = bench;
  }

  private static Map<String, String> questions() {
    Map<String, String> questions = new LinkedHashMap<>();
    questions.put("the first 50 sites by what waits", "sites?sort=waiting");
    questions.put("sites by a part of their name", "sites?name=slow499&limit=50");
    questions.put("one site", "sites/mx.slow7.bench.example");
    questions.put("the first 50 mails by age", "mails?sort=age");
    questions.put("mails to a domain", "mails?recipient=@slow77.bench.example");
    questions.put("mails of a cause, by next attempt", "mails?cause=4.7&sort=nextAttempt");
    questions.put("attempts to a domain", "deliveries?recipient=@slow77.bench.example");
    questions.put("a trace by address", "trace?q=user99999@slow4999.bench.example");
    questions.put("the overview of the page", "overview?minutes=30");
    questions.put("metrics for Prometheus", METRICS);
    return questions;
  }

  List<Row> measure() throws IOException, InterruptedException {
    try (ScriptedSmtpServer deferring = bench.bed().openGreylister();
        RunningJames james =
            bench.startJames(Contestant.POSTROAD, JAVA_OPTIONS, Variant.withWebAdmin())) {
      warmUp(james);
      fill(james);
      deferring.forget();
      List<Row> rows = new ArrayList<>(answers(james));
      rows.addAll(watched(james));
      return rows;
    }
  }

  private void warmUp(RunningJames james) throws IOException, InterruptedException {
    for (int passed = 0; passed < bench.options().warmUp(); passed += bench.options().mails()) {
      EndToEnd.Result unused = EndToEnd.run(bench, james);
    }
  }

  private void fill(RunningJames james) throws IOException, InterruptedException {
    new Load(SMALL, index -> TestBed.atSlow(index, SITES))
        .to(james)
        .over(CONNECTIONS)
        .send(WAITING);
    String all = "\"total\":%d,".formatted(WAITING);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!ask(james, "mails?state=deferred&limit=1").replace(" ", "").contains(all)) {
      if (System.nanoTime() - deadline > 0) {
        throw BenchFailure.because("not all mail was deferred: " + ask(james, "overview"));
      }
      Thread.sleep(LOOK_MILLIS);
    }
    james.awaitIdle();
    bench.say("%,d mails wait for %,d sites".formatted(WAITING, SITES));
  }

  private List<Row> answers(RunningJames james) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, String> question : QUESTIONS.entrySet()) {
      double first = millis(james, question.getValue());
      for (int time = 1; time < FIRST; time++) {
        double unused = millis(james, question.getValue());
      }
      List<Double> times = new ArrayList<>();
      for (int time = 0; time < TIMES; time++) {
        Thread.sleep(APART.toMillis());
        times.add(millis(james, question.getValue()));
      }
      Samples samples = new Samples(times);
      bench.say(
          "%s: %s ms, the first time %s"
              .formatted(question.getKey(), samples.text(), Samples.number(first)));
      String goal = question.getValue().equals(METRICS) ? "< 100" : "< 200";
      rows.add(
          Row.ofOurs(
              "%,d mails wait for %,d sites; %s: ms".formatted(WAITING, SITES, question.getKey()),
              samples,
              goal));
    }
    return rows;
  }

  private double millis(RunningJames james, String question)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    String unused = ask(james, question);
    return (System.nanoTime() - begun) / MILLI;
  }

  private String ask(RunningJames james, String question) throws IOException, InterruptedException {
    URI at = james.process().webAdmin().base().resolve("/postroad/" + question);
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw BenchFailure.because(at + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /** Mail passes by with nobody looking, and with somebody, in turns. */
  private List<Row> watched(RunningJames james) throws IOException, InterruptedException {
    List<Double> rates = new ArrayList<>();
    List<Double> more = new ArrayList<>();
    int pairs = 2 * bench.options().runs();
    for (int pair = 1; pair <= pairs; pair++) {
      boolean watchedFirst = pair % 2 == 0;
      EndToEnd.Result first = watchedFirst ? seen(james) : EndToEnd.run(bench, james);
      EndToEnd.Result second = watchedFirst ? EndToEnd.run(bench, james) : seen(james);
      EndToEnd.Result alone = watchedFirst ? second : first;
      EndToEnd.Result seen = watchedFirst ? first : second;
      rates.add(HUNDRED * seen.rate() / alone.rate());
      more.add(HUNDRED * (seen.cpu() / alone.cpu() - 1));
      bench.say("pair %d: alone %s; watched %s".formatted(pair, alone.text(), seen.text()));
    }
    return List.of(
        Row.ofOurs(
            "the same, mail in passing while it is looked at: of the rate, %",
            new Samples(rates), "≥ 97"),
        Row.ofOurs("the same: CPU of a mail, more, %", new Samples(more), ""),
        Row.ofOurs(
            "looking at an idle one as the page and Prometheus do: % of one CPU",
            Samples.of(idle(james)), ""));
  }

  private EndToEnd.Result seen(RunningJames james) throws IOException, InterruptedException {
    try (Watcher watcher = new Watcher(james)) {
      EndToEnd.Result result = EndToEnd.run(bench, james);
      watcher.demandAnswers();
      return result;
    }
  }

  private double idle(RunningJames james) throws IOException, InterruptedException {
    james.awaitIdle();
    Duration time = METRICS_EVERY.multipliedBy(2);
    double before = james.cpu().seconds();
    try (Watcher watcher = new Watcher(james)) {
      Thread.sleep(time.toMillis());
      watcher.demandAnswers();
    }
    return HUNDRED * (james.cpu().seconds() - before) / time.toSeconds();
  }

  /** Somebody who has the page open, and a Prometheus. */
  private final class Watcher implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final AtomicInteger answers = new AtomicInteger();
    private final List<ScheduledFuture<?>> looks;

    Watcher(RunningJames james) {
      looks = List.of(look(james, PAGE, PAGE_EVERY), look(james, List.of(METRICS), METRICS_EVERY));
    }

    private ScheduledFuture<?> look(RunningJames james, List<String> questions, Duration every) {
      return timer.scheduleAtFixedRate(
          () -> {
            try {
              for (String question : questions) {
                String unused = ask(james, question);
                answers.incrementAndGet();
              }
            } catch (IOException e) {
              throw new IllegalStateException(e);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          },
          0,
          every.toMillis(),
          TimeUnit.MILLISECONDS);
    }

    /** Fails if a look failed, which ends looking. */
    void demandAnswers() throws BenchFailure {
      if (answers.get() == 0 || looks.stream().anyMatch(ScheduledFuture::isDone)) {
        throw BenchFailure.because("the watcher was not answered");
      }
    }

    @Override
    public void close() {
      timer.shutdownNow();
    }
  }
}
