// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.core;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.relay.ClassFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What classes cost: how long a list of so many names takes to be read, how much memory it then
 * holds, and how long it takes to find all classes of a domain among so many, where some domains
 * are in one and some in none.
 *
 * <p>Arguments: a folder for the files, which must be there; how many names; how many classes.
 */
public final class ClassesMain {
  private static final int ROUNDS = 7;
  private static final int LOOKUPS = 1_000_000;
  private static final int DOMAINS = 4_096;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MEGA = 1_048_576;

  private ClassesMain() {}

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    Path conf = Files.createDirectories(Path.of(arguments[0]).resolve("conf"));
    int names = Integer.parseInt(arguments[1]);
    int classes = Integer.parseInt(arguments[2]);
    write(conf, names, classes);
    FileResolver files = FileResolver.in(Path.of(arguments[0]));
    for (int round = 0; round < ROUNDS; round++) {
      measure(files, names, classes);
    }
  }

  private static void write(Path conf, int names, int classes) throws IOException {
    try (BufferedWriter list = Files.newBufferedWriter(conf.resolve("list"))) {
      for (int i = 0; i < names; i++) {
        list.write("customer-" + i + ".some-provider.example\n");
      }
    }
    try (BufferedWriter table = Files.newBufferedWriter(conf.resolve("domain-classes.conf"))) {
      table.write("listed: file://conf/list\n");
      for (int i = 1; i < classes; i++) {
        table.write("class" + i + ": partner" + i + ".example, .partner" + i + ".example\n");
      }
    }
  }

  private static void measure(FileResolver files, int names, int classes)
      throws ConfigurationProblems {
    long before = used();
    long begun = System.nanoTime();
    DomainClassifier classifier = ClassFile.read(files, domain -> false).classes();
    double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
    double megabytes = (used() - before) / MEGA;
    DomainName[] domains = new DomainName[DOMAINS];
    Arrays.setAll(
        domains,
        i ->
            DomainName.parse(
                switch (i % 3) {
                  case 0 -> "customer-" + i * 7L * 31 % names + ".some-provider.example";
                  case 1 -> "mail.partner" + (1 + i % (classes - 1)) + ".example";
                  default -> "mail.nobody" + i + ".example.org";
                }));
    long found = 0;
    long start = System.nanoTime();
    for (int i = 0; i < LOOKUPS; i++) {
      found += classifier.classesOf(domains[i & (DOMAINS - 1)]).size();
    }
    double nanos = (System.nanoTime() - start) / (double) LOOKUPS;
    System.out.printf(
        Locale.ROOT,
        "%,d names read in %.2f s, %.0f MB held; all of %d classes of a domain in %.0f ns (%d found)%n",
        names,
        seconds,
        megabytes,
        classes,
        nanos,
        found);
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
