// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample configuration, in a real James. */
class SamplesIT {
  private static final Pattern SECRET = Pattern.compile("auth=file://conf/(secrets/\\S+)");
  private static final Pattern SENDERS = Pattern.compile("auth=senders:file://conf/(secrets/\\S+)");
  private static final Pattern VARIABLE = Pattern.compile("auth=env:(\\S+)");
  private static final Pattern MAILET = Pattern.compile("class=\"(dev\\.postroad\\.[^\"]+)\"");
  private static final Pattern MATCHER = Pattern.compile("match=\"(dev\\.postroad\\.[^\"]+)\"");
  private static final Pattern FAULT =
      Pattern.compile("\\S+ ERROR .*|\\S+ WARN +(d\\.p\\.|dev\\.postroad).*");

  static List<String> samples() throws IOException {
    try (Stream<Path> folders = Files.list(Build.installation().sample("."))) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("mailetcontainer.xml")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everySampleIsLoadedByJames(String sample) throws Exception {
    Path folder = Build.installation().sample(sample);
    String container = Files.readString(folder.resolve("mailetcontainer.xml"));
    Listeners listeners = Listeners.onFreePorts();
    JamesLayout.Builder layout =
        Build.jamesWithPostroad("sample-" + sample).listeners(listeners).confFolder(folder);
    if (Files.exists(folder.resolve("smtpserver.xml"))) {
      layout.confFile(
          "smtpserver.xml", listeningAt(listeners.smtp(), folder.resolve("smtpserver.xml")));
    }
    Tokens tokens = Tokens.create();
    if (Files.exists(folder.resolve("webadmin.properties"))) {
      layout
          .confFile(
              "webadmin.properties",
              askedAt(listeners.webAdmin(), folder.resolve("webadmin.properties")))
          .confFile("jwt_publickey", tokens.publicKey());
    }
    found(SENDERS, container).forEach(file -> layout.confFile(file, "* user \"not a secret\"\n"));
    found(SECRET, container).forEach(file -> layout.confFile(file, "user\nnot a secret\n"));
    found(VARIABLE, container).forEach(name -> layout.environment(name, "user:not a secret"));

    try (JamesProcess james = Build.launch(layout).awaitReady(Build.START_LIMIT)) {
      List<String> log = Files.readAllLines(james.log());

      assertThat(log).noneMatch(line -> FAULT.matcher(line).matches());
      assertThat(found(MAILET, container)).isNotEmpty();
      for (String mailet : found(MAILET, container)) {
        assertThat(log).anyMatch(line -> line.endsWith("Mailet " + mailet + " instantiated."));
      }
      for (String matcher : found(MATCHER, container)) {
        assertThat(log).anyMatch(line -> line.endsWith("Matcher " + matcher + " instantiated."));
      }
      assertThat(james.webAdmin().withToken(tokens.of("amy@corp.example")).queues())
          .contains("outgoing");
    }
  }

  /** The sample's server at a port that is free here. */
  private static String listeningAt(InetSocketAddress address, Path server) throws IOException {
    return Files.readString(server)
        .replaceAll(
            "<bind>.*</bind>",
            "<bind>" + address.getHostString() + ":" + address.getPort() + "</bind>");
  }

  /** The sample's WebAdmin at a port that is free here. */
  private static String askedAt(InetSocketAddress address, Path webAdmin) throws IOException {
    return Files.readString(webAdmin)
        .replaceAll("(?m)^host=.*$", "host=" + address.getHostString())
        .replaceAll("(?m)^port=.*$", "port=" + address.getPort());
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .distinct()
        .toList();
  }
}
