// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.stock.NoDelaySocketFactory;
import dev.postroad.playground.Installation;
import dev.postroad.playground.james.JamesRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What every measurement needs.
 *
 * @param installation where the built parts are
 * @param bed where mail goes
 * @param options how much is measured
 * @param progress tells a person how far it is
 */
record Bench(Installation installation, TestBed bed, Options options, PrintStream progress) {

  /** Returns the directory of everything that is written. */
  Path work() {
    return installation.work("bench");
  }

  /** Starts a James with the defaults and waits until it serves. */
  RunningJames startJames(Contestant contestant, List<String> javaOptions)
      throws IOException, InterruptedException {
    return startJames(contestant, javaOptions, Variant.NONE);
  }

  /** Starts a James with what is different in it and waits until it serves. */
  RunningJames startJames(Contestant contestant, List<String> javaOptions, Variant variant)
      throws IOException, InterruptedException {
    return RunningJames.start(
        runtime(contestant),
        new JamesSetup(installation, bed, work()).layout(contestant, javaOptions, variant));
  }

  /** Returns James' class path; for stock at its best with the class that its parameters name. */
  private JamesRuntime runtime(Contestant contestant) throws IOException {
    JamesRuntime james = installation.james();
    if (contestant != Contestant.STOCK_AT_ITS_BEST) {
      return james;
    }
    List<Path> jars = new ArrayList<>(james.jars());
    URL ours = NoDelaySocketFactory.class.getProtectionDomain().getCodeSource().getLocation();
    jars.add(Path.of(URI.create(ours.toString())));
    return new JamesRuntime(james.java(), jars, james.mainClass());
  }

  void say(String line) {
    progress.println("  " + line);
  }

  /** Tells a person what one contestant has done. */
  void say(Contestant contestant, String what) {
    say("%-17s %s".formatted(contestant.label(), what));
  }
}
