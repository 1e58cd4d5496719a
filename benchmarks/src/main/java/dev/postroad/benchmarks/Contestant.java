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

/**
 * What a James does with mail for elsewhere; all else is the same in every one of them: its jars,
 * its files, its Java options, and the parameters of the mailet, which are the defaults.
 */
enum Contestant {
  STOCK("stock", "RemoteDelivery") {
    @Override
    String parameters(TestBed bed) {
      return "";
    }
  },
  POSTROAD("postroad", "dev.postroad.mailets.MxRemoteDelivery") {
    @Override
    String parameters(TestBed bed) {
      InetSocketAddress dns = bed.dns().address();
      String elsewhere =
          bed.isAtStandardPorts()
              ? ""
              : "<dns>%s:%d</dns><port>%d</port>"
                  .formatted(dns.getHostString(), dns.getPort(), bed.sinkPort());
      return "<allowNetwork>" + TestBed.LOOPBACK + "</allowNetwork>" + elsewhere;
    }

    @Override
    JamesLayout.Builder equip(JamesLayout.Builder layout, Installation installation)
        throws IOException {
      return layout.extension(installation.jar());
    }
  };

  private static final List<String> CONF =
      List.of("logback.xml", "mailetcontainer.xml", "smtpserver.xml");

  private final String label;
  private final String mailetClass;

  Contestant(String label, String mailetClass) {
    this.label = label;
    this.mailetClass = mailetClass;
  }

  String label() {
    return label;
  }

  /** Returns what the mailet is told, as XML. */
  abstract String parameters(TestBed bed);

  JamesLayout.Builder equip(JamesLayout.Builder layout, Installation installation)
      throws IOException {
    return layout;
  }

  /**
   * Describes a James that hands its mail to this contestant.
   *
   * @param work where its directory is made
   * @param javaOptions of its Java machine
   */
  JamesLayout layout(Installation installation, TestBed bed, Path work, List<String> javaOptions)
      throws IOException {
    Path directory = work.resolve("james-" + label);
    Listeners listeners = Listeners.onFreePorts();
    JamesLayout.Builder layout =
        JamesLayout.in(directory)
            .helloName(TestBed.LOCAL_NAME)
            .listeners(listeners)
            .dnsServer(bed.dns().address().getHostString())
            .javaOptions(javaOptions);
    InetSocketAddress smtp = listeners.smtp();
    for (String name : CONF) {
      String text =
          resource(name)
              .replace("@helloName@", TestBed.LOCAL_NAME)
              .replace("@smtp@", smtp.getHostString() + ":" + smtp.getPort())
              .replace("@trusted@", TestBed.LOOPBACK)
              .replace("@class@", mailetClass)
              .replace("@parameters@", parameters(bed))
              .replace("@log@", directory.toAbsolutePath().normalize() + "/logs/james.log");
      layout.confFile(name, text);
    }
    return equip(layout, installation).build();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Contestant.class.getResourceAsStream("conf/" + name)) {
      if (in == null) {
        throw new IOException("no resource conf/" + name + " beside " + Contestant.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
