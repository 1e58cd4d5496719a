// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The working directory of one James: {@code conf/}, {@code extensions-jars/} and {@code logs/}.
 *
 * <p>Without more it is a stock post office with SMTP, POP3 and WebAdmin on loopback; what is
 * configured here comes on top of that.
 *
 * @param directory the working directory; emptied when it is written
 * @param helloName the name James greets with, also its default domain
 * @param listeners where it listens
 * @param dnsServers the name servers of {@code dnsservice.xml}; with none James finds the machine's
 * @param confFiles files of {@code conf/} by relative name, over those of the stock layout
 * @param extensions jars for {@code extensions-jars/}
 * @param javaOptions options of James' Java machine: its heap, its collector
 * @param systemProperties {@code -D} options for James' Java machine
 * @param environment variables that James finds in its environment, beside those of its starter
 */
public record JamesLayout(
    Path directory,
    String helloName,
    Listeners listeners,
    List<String> dnsServers,
    Map<String, String> confFiles,
    List<Path> extensions,
    List<String> javaOptions,
    Map<String, String> systemProperties,
    Map<String, String> environment) {
  /** A small server that starts soon matters more here than one that runs for weeks. */
  private static final List<String> SMALL_AND_SOON =
      List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private static final String SECRETS = "secrets/";
  private static final List<String> STOCK_FILES =
      List.of(
          "dnsservice.xml",
          "domainlist.xml",
          "healthcheck.properties",
          "imapserver.xml",
          "jmap.properties",
          "jmx.properties",
          "lmtpserver.xml",
          "logback.xml",
          "mailetcontainer.xml",
          "mailrepositorystore.xml",
          "managesieveserver.xml",
          "pop3server.xml",
          "smtpserver.xml",
          "usersrepository.xml",
          "webadmin.properties");

  public JamesLayout {
    directory = directory.toAbsolutePath().normalize();
    dnsServers = List.copyOf(dnsServers);
    confFiles = Map.copyOf(confFiles);
    extensions = List.copyOf(extensions);
    javaOptions = List.copyOf(javaOptions);
    systemProperties = Map.copyOf(systemProperties);
    environment = Map.copyOf(environment);
  }

  /** Starts the description of a James in that directory. */
  public static Builder in(Path directory) {
    return new Builder(directory);
  }

  Path conf() {
    return directory.resolve("conf");
  }

  Path log() {
    return directory.resolve("logs").resolve("james.log");
  }

  Path console() {
    return directory.resolve("logs").resolve("console.log");
  }

  /** Writes everything, in place of what an earlier run left there. */
  void write() throws IOException {
    empty(directory);
    Files.createDirectories(conf());
    Files.createDirectories(log().getParent());
    Map<String, String> values = values();
    for (String name : STOCK_FILES) {
      Files.writeString(conf().resolve(name), Template.named(name).fill(values));
    }
    for (Map.Entry<String, String> file : confFiles.entrySet()) {
      Path target = conf().resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
      if (file.getKey().startsWith(SECRETS)) {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
      }
    }
    Path jars = Files.createDirectories(directory.resolve("extensions-jars"));
    for (Path jar : extensions) {
      Files.copy(jar, jars.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Gives the logs of an earlier run names of their own: the first is {@code james-1.log}. */
  void setLogsAside() throws IOException {
    int number = 1;
    while (Files.exists(numbered(log(), number)) || Files.exists(numbered(console(), number))) {
      number++;
    }
    for (Path file : List.of(log(), console())) {
      if (Files.exists(file)) {
        Files.move(file, numbered(file, number));
      }
    }
  }

  private static Path numbered(Path log, int number) {
    String name = log.getFileName().toString();
    int suffix = name.lastIndexOf('.');
    return log.resolveSibling(name.substring(0, suffix) + "-" + number + name.substring(suffix));
  }

  private Map<String, String> values() {
    return Map.of(
        "helloName",
        helloName,
        "smtp",
        listeners.smtp().getHostString() + ":" + listeners.smtp().getPort(),
        "pop3",
        listeners.pop3().getHostString() + ":" + listeners.pop3().getPort(),
        "webAdminHost",
        listeners.webAdmin().getHostString(),
        "webAdminPort",
        Integer.toString(listeners.webAdmin().getPort()),
        "dnsServers",
        dnsServers.isEmpty()
            ? ""
            : dnsServers.stream()
                .map(server -> "    <server>" + server + "</server>\n")
                .collect(Collectors.joining("", "  <servers>\n", "  </servers>\n")),
        "dnsAutodiscover",
        Boolean.toString(dnsServers.isEmpty()),
        "logFile",
        log().toString());
  }

  private static void empty(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(directory)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }

  /** Collects what a layout is made of. */
  public static final class Builder {
    private final Path directory;
    private String helloName = "localhost";
    private Listeners listeners = Listeners.onFreePorts();
    private final List<String> dnsServers = new ArrayList<>();
    private final Map<String, String> confFiles = new LinkedHashMap<>();
    private final List<Path> extensions = new ArrayList<>();
    private List<String> javaOptions = SMALL_AND_SOON;
    private final Map<String, String> systemProperties = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Builder(Path directory) {
      this.directory = directory;
    }

    /** The name James greets with; {@code localhost} otherwise. */
    public Builder helloName(String name) {
      helloName = name;
      return this;
    }

    /** Where James listens; on free ports of 127.0.0.1 otherwise. */
    public Builder listeners(Listeners at) {
      listeners = at;
      return this;
    }

    /** Adds a name server, an IP address, to {@code dnsservice.xml}. */
    public Builder dnsServer(String address) {
      dnsServers.add(address);
      return this;
    }

    /**
     * Puts a file into {@code conf/}, over a stock one of that name. One in {@code secrets/} is
     * readable for its owner alone.
     */
    public Builder confFile(String name, String content) {
      confFiles.put(name, content);
      return this;
    }

    /** Puts every file below a folder into {@code conf/}. */
    public Builder confFolder(Path folder) throws IOException {
      List<Path> files;
      try (Stream<Path> all = Files.walk(folder)) {
        files = all.filter(Builder::isConfiguration).toList();
      }
      for (Path file : files) {
        confFile(folder.relativize(file).toString(), Files.readString(file));
      }
      return this;
    }

    private static boolean isConfiguration(Path file) {
      return Files.isRegularFile(file) && !file.getFileName().toString().endsWith(".md");
    }

    /** Drops a jar into {@code extensions-jars/}. */
    public Builder extension(Path jar) {
      extensions.add(jar);
      return this;
    }

    /** Sets the options of James' Java machine, in place of those of a small one. */
    public Builder javaOptions(List<String> options) {
      javaOptions = List.copyOf(options);
      return this;
    }

    /** Sets a system property of James' Java machine. */
    public Builder systemProperty(String key, String value) {
      systemProperties.put(key, value);
      return this;
    }

    /** Sets a variable of James' environment. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Returns the finished description; nothing is written yet. */
    public JamesLayout build() {
      return new JamesLayout(
          directory,
          helloName,
          listeners,
          dnsServers,
          confFiles,
          extensions,
          javaOptions,
          systemProperties,
          environment);
    }
  }
}
