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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A sample configuration as it stands, but for what a test must have its own way: where James
 * listens, where hosts and name servers are, and what is secret.
 */
final class Sample {
  private static final Pattern SECRET = Pattern.compile("auth=file://conf/(secrets/\\S+)");
  private static final Pattern SENDERS = Pattern.compile("auth=senders:file://conf/(secrets/\\S+)");
  private static final Pattern VARIABLE = Pattern.compile("auth=env:(\\S+)");
  private static final Pattern MAILET = Pattern.compile("class=\"(dev\\.postroad\\.[^\"]+)\"");
  private static final Pattern MATCHER = Pattern.compile("match=\"(dev\\.postroad\\.[^\"]+)\"");
  private static final Pattern FAULT =
      Pattern.compile("\\S+ ERROR .*|\\S+ WARN +(d\\.p\\.|dev\\.postroad).*");
  private static final String CONTAINER = "mailetcontainer.xml";
  private static final String DELIVERY = "class=\"dev.postroad.mailets.MxRemoteDelivery\">\n";

  private final String name;
  private final Map<String, String> files;
  private final Listeners listeners = Listeners.onFreePorts();
  private final Tokens tokens;
  private final List<Path> extensions = new ArrayList<>();

  private Sample(String name, Map<String, String> files, Tokens tokens) {
    this.name = name;
    this.files = files;
    this.tokens = tokens;
  }

  static Sample named(String name) throws Exception {
    Path folder = Build.installation().sample(name);
    Map<String, String> files = new TreeMap<>();
    for (Path file : filesBelow(folder)) {
      files.put(folder.relativize(file).toString(), Files.readString(file));
    }
    return new Sample(name, files, Tokens.create());
  }

  /** The names of all of them. */
  static List<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(Build.installation().sample("."))) {
      return folders
          .filter(folder -> Files.exists(folder.resolve(CONTAINER)))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().endsWith(".md"))
          .toList();
    }
  }

  /** Has one of its hosts, such as {@code [mail.factory.example]:2525}, at a port of our own. */
  Sample at(String written, int port) {
    return with(written, written.substring(0, written.indexOf(']') + 1) + ":" + port);
  }

  /** Adds elements to its MxRemoteDelivery. */
  Sample delivering(String elements) {
    return with(DELIVERY, DELIVERY + elements);
  }

  /** Puts a jar beside ours. */
  Sample beside(Path jar) {
    extensions.add(jar);
    return this;
  }

  /** Has other words for some of its own, which must be there. */
  Sample with(String written, String here) {
    assertThat(files.values()).anyMatch(text -> text.contains(written));
    files.replaceAll((file, text) -> text.replace(written, here));
    return this;
  }

  /** Says what is in a file that the sample leaves to the operator. */
  Sample secret(String file, String text) {
    files.put(file, text);
    return this;
  }

  /** Starts James, and looks whether it has taken all of the sample without a complaint. */
  JamesProcess start() throws Exception {
    JamesProcess james = Build.launch(layout());
    try {
      james.awaitReady(Build.START_LIMIT);
      assertIsLoaded(james);
      return james;
    } catch (Exception | AssertionError e) {
      james.close();
      throw e;
    }
  }

  private JamesLayout.Builder layout() {
    JamesLayout.Builder layout = Build.jamesWithPostroad("sample-" + name).listeners(listeners);
    String container = container();
    found(SENDERS, container).forEach(file -> files.putIfAbsent(file, "* user \"not a secret\"\n"));
    found(SECRET, container).forEach(file -> files.putIfAbsent(file, "user\nnot a secret\n"));
    found(VARIABLE, container).forEach(key -> layout.environment(key, "user:not a secret"));
    files.computeIfPresent("smtpserver.xml", (file, text) -> listening(text, listeners.smtp()));
    if (files.computeIfPresent(
            "webadmin.properties", (file, text) -> asked(text, listeners.webAdmin()))
        != null) {
      files.put("jwt_publickey", tokens.publicKey());
    }
    files.forEach(layout::confFile);
    extensions.forEach(layout::extension);
    return layout;
  }

  private String container() {
    return files.getOrDefault(CONTAINER, "");
  }

  private void assertIsLoaded(JamesProcess james) throws Exception {
    List<String> log = Files.readAllLines(james.log());
    assertThat(log).noneMatch(line -> FAULT.matcher(line).matches());
    assertThat(found(MAILET, container())).isNotEmpty();
    for (String mailet : found(MAILET, container())) {
      assertThat(log).anyMatch(line -> line.endsWith("Mailet " + mailet + " instantiated."));
    }
    for (String matcher : found(MATCHER, container())) {
      assertThat(log).anyMatch(line -> line.endsWith("Matcher " + matcher + " instantiated."));
    }
    assertThat(james.webAdmin().withToken(tokens.of("amy@corp.example")).queues())
        .contains("outgoing");
  }

  /** An SMTP server at a port that is free here. */
  private static String listening(String server, InetSocketAddress address) {
    return server.replaceAll(
        "<bind>.*</bind>",
        "<bind>" + address.getHostString() + ":" + address.getPort() + "</bind>");
  }

  /** A WebAdmin at a port that is free here. */
  private static String asked(String webAdmin, InetSocketAddress address) {
    return webAdmin
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
