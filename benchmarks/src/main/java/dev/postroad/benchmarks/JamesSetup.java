// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.stock.NoDelaySocketFactory;
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
 * measured: jars, configuration, Java options; stock at its best has some more options, and a class
 * beside its jars.
 */
final class JamesSetup {
  private static final List<String> CONF =
      List.of("logback.xml", "mailetcontainer.xml", "smtpserver.xml");

  /** A tenth of it, which one site that hangs may have, holds what a drain fills in. */
  private static final int MAX_IN_FLIGHT = 100_000;

  private static final int MAILS_PER_CONNECTION = 1_000;

  /** RemoteDelivery's scheduler has the size of reactor's bounded elastic pool, 10 a core. */
  private static final String POOL_SIZE = "reactor.schedulers.defaultBoundedElasticSize";

  /** RemoteDelivery has as many mails in hand. */
  private static final String BUFFER_SIZE = "reactor.bufferSize.small";

  private static final int STOCK_THREADS = 200;
  private static final int STOCK_IN_FLIGHT = 1_024;

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
   * @param variant what is different in it
   */
  JamesLayout layout(Contestant contestant, List<String> javaOptions, Variant variant)
      throws IOException {
    String name = contestant.name().toLowerCase(Locale.ROOT);
    Path directory = work.resolve("james-" + name + variant.name());
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
              .replace("@before@", variant.before())
              .replace("@class@", mailet(contestant))
              .replace("@parameters@", parameters(contestant, variant))
              .replace("@log@", directory.toAbsolutePath().normalize() + "/logs/james.log");
      layout.confFile(file, text);
    }
    layout.confFile("policy", LargePolicy.text());
    if (variant.hasWebAdmin()) {
      layout.confFile("webadmin.properties", webAdmin(listeners.webAdmin()));
    }
    return switch (contestant) {
      case POSTROAD -> layout.extension(installation.jar()).build();
      case STOCK_AT_ITS_BEST ->
          layout
              .systemProperty(POOL_SIZE, Integer.toString(STOCK_THREADS))
              .systemProperty(BUFFER_SIZE, Integer.toString(STOCK_IN_FLIGHT))
              .build();
      case STOCK, POSTFIX -> layout.build();
    };
  }

  private static String webAdmin(InetSocketAddress at) {
    return """
        enabled=true
        host=%s
        port=%d
        jwt.enabled=false
        extensions.routes=%s,%s
        """
        .formatted(
            at.getHostString(),
            at.getPort(),
            "dev.postroad.james.webadmin.PostroadRoutes",
            "org.apache.james.webadmin.dropwizard.MetricsRoutes");
  }

  private static String mailet(Contestant contestant) {
    return contestant == Contestant.POSTROAD
        ? "dev.postroad.mailets.MxRemoteDelivery"
        : "RemoteDelivery";
  }

  private String parameters(Contestant contestant, Variant variant) {
    return switch (contestant) {
      case POSTROAD -> ourParameters(variant.threads()) + variant.parameters();
      case STOCK_AT_ITS_BEST -> noDelay();
      case STOCK, POSTFIX -> "";
    };
  }

  /** JavaMail would do without the factory, and not say so, if it cannot have it. */
  private static String noDelay() {
    return """
        <mail.smtp.socketFactory.class>%s</mail.smtp.socketFactory.class>
        <mail.smtp.socketFactory.fallback>false</mail.smtp.socketFactory.fallback>"""
        .formatted(NoDelaySocketFactory.class.getName());
  }

  private String ourParameters(OptionalInt threads) {
    InetSocketAddress dns = bed.dns().address();
    String elsewhere =
        bed.isAtStandardPorts()
            ? ""
            : "<dns>%s:%d</dns><port>%d</port>"
                .formatted(dns.getHostString(), dns.getPort(), bed.sinkPort());
    String limited = threads.isPresent() ? "<threads>" + threads.getAsInt() + "</threads>" : "";
    return "<allowNetwork>%s</allowNetwork><maxInFlight>%d</maxInFlight>"
            .formatted(TestBed.LOOPBACK, MAX_IN_FLIGHT)
        + "<mailsPerConnection>%d</mailsPerConnection>".formatted(MAILS_PER_CONNECTION)
        + elsewhere
        + limited;
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
