// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.playground.Installation;
import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.Listeners;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The files of a James. But for the mailet that delivers elsewhere they are the same whoever is
 * measured: jars, configuration, Java options; the mailet's parameters are its defaults.
 */
final class JamesSetup {
  private static final List<String> CONF =
      List.of("logback.xml", "mailetcontainer.xml", "smtpserver.xml");

  private final Installation installation;
  private final TestBed bed;
  private final Path work;

  /**
   * Describes Jameses in a world.
   *
   * @param work where their directories are made
   */
  JamesSetup(Installation installation, TestBed bed, Path work) {
    this.installation = installation;
    this.bed = bed;
    this.work = work;
  }

  /**
   * Describes a James that hands its mail to a contestant's mailet.
   *
   * @param javaOptions of its Java machine
   * @param threads what Postroad is told to have; empty for its default
   */
  JamesLayout layout(Contestant contestant, List<String> javaOptions, OptionalInt threads)
      throws IOException {
    String name = contestant.name().toLowerCase(Locale.ROOT);
    Path directory =
        work.resolve("james-" + name + (threads.isPresent() ? "-" + threads.getAsInt() : ""));
    Listeners listeners = Listeners.onFreePorts();
    JamesLayout.Builder layout =
        JamesLayout.in(directory)
            .helloName(TestBed.LOCAL_NAME)
            .listeners(listeners)
            .dnsServer(bed.dns().address().getHostString())
            .javaOptions(javaOptions);
    InetSocketAddress smtp = listeners.smtp();
    for (String file : CONF) {
      String text =
          resource(file)
              .replace("@helloName@", TestBed.LOCAL_NAME)
              .replace("@smtp@", smtp.getHostString() + ":" + smtp.getPort())
              .replace("@trusted@", TestBed.LOOPBACK)
              .replace("@class@", mailet(contestant))
              .replace("@parameters@", parameters(contestant, threads))
              .replace("@log@", directory.toAbsolutePath().normalize() + "/logs/james.log");
      layout.confFile(file, text);
    }
    return contestant == Contestant.POSTROAD
        ? layout.extension(installation.jar()).build()
        : layout.build();
  }

  private static String mailet(Contestant contestant) {
    return contestant == Contestant.POSTROAD
        ? "dev.postroad.mailets.MxRemoteDelivery"
        : "RemoteDelivery";
  }

  private String parameters(Contestant contestant, OptionalInt threads) {
    if (contestant != Contestant.POSTROAD) {
      return "";
    }
    InetSocketAddress dns = bed.dns().address();
    String elsewhere =
        bed.isAtStandardPorts()
            ? ""
            : "<dns>%s:%d</dns><port>%d</port>"
                .formatted(dns.getHostString(), dns.getPort(), bed.sinkPort());
    String limited = threads.isPresent() ? "<threads>" + threads.getAsInt() + "</threads>" : "";
    return "<allowNetwork>" + TestBed.LOOPBACK + "</allowNetwork>" + elsewhere + limited;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = JamesSetup.class.getResourceAsStream("conf/" + name)) {
      if (in == null) {
        throw new IOException("no resource conf/" + name + " beside " + JamesSetup.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
