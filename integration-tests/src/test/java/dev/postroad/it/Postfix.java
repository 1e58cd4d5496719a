// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.james.LoopbackPorts;
import dev.postroad.testing.tls.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Postfix of its own: configuration, queue and mailbox lie in one directory, and it listens on
 * 127.0.0.1 alone. It takes mail for {@link #DOMAIN} into one maildir, whoever it is for.
 */
final class Postfix implements AutoCloseable {
  /** The domain it takes mail for. */
  static final String DOMAIN = "post.example";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int NOBODY = 65_534;
  private static final String LIFETIME_SECONDS = "600";

  /** One way its SMTP server speaks, each at a port of its own. */
  enum Service {
    /** Everything it offers. */
    FULL(""),
    /** HELO's commands, and nothing of EHLO's. */
    BARE(
        "-o smtpd_discard_ehlo_keywords=pipelining,chunking,dsn,smtputf8,8bitmime,size,starttls,"
            + "enhancedstatuscodes,vrfy,etrn"),
    /** Everything but STARTTLS. */
    CLEAR("-o smtpd_tls_security_level=none"),
    /** Everything but BDAT. */
    NO_CHUNKING("-o smtpd_discard_ehlo_keywords=chunking"),
    /** Everything but command groups. */
    NO_PIPELINING("-o smtpd_discard_ehlo_keywords=pipelining"),
    /** Takes ten recipients at a time. */
    FEW_RECIPIENTS("-o smtpd_recipient_limit=10"),
    /** Takes 20 kB, and says so after EHLO. */
    SMALL("-o message_size_limit=20000"),
    /** Takes 20 kB, and says so only when it has them. */
    SMALL_AND_SILENT("-o message_size_limit=20000 -o smtpd_discard_ehlo_keywords=size,chunking");

    private final String options;

    Service(String options) {
      this.options = options;
    }

    /** Whether it offers BDAT. */
    boolean chunking() {
      return !options.contains("chunking");
    }
  }

  private final Path directory;
  private final Process process;
  private final Thread shutdownHook;
  private final Map<Service, Integer> ports;

  private Postfix(Path directory, Process process, Map<Service, Integer> ports) {
    this.directory = directory;
    this.process = process;
    this.ports = ports;
    shutdownHook = new Thread(this::end, "stop Postfix in " + directory);
  }

  /** Starts one and waits until every service greets. */
  static Postfix start(Path directory, TestIdentity identity) throws IOException {
    Files.createDirectories(directory.resolve("conf"));
    Files.createDirectories(directory.resolve("queue"));
    own(Files.createDirectories(directory.resolve("data")), "postfix");
    own(Files.createDirectories(directory.resolve("mail")), "nobody");
    identity.writePem(directory.resolve("conf/cert.pem"), directory.resolve("conf/key.pem"));
    Map<Service, Integer> ports = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      ports.put(service, freePort(ports));
    }
    Files.writeString(directory.resolve("conf/main.cf"), mainCf(directory));
    Files.writeString(directory.resolve("conf/master.cf"), masterCf(ports));
    Process process =
        new ProcessBuilder(
                "timeout",
                LIFETIME_SECONDS,
                "postfix",
                "-c",
                directory.resolve("conf").toString(),
                "start-fg")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("console.log").toFile())
            .start();
    Postfix postfix = new Postfix(directory, process, ports);
    Runtime.getRuntime().addShutdownHook(postfix.shutdownHook);
    try {
      postfix.awaitReady();
      return postfix;
    } catch (RuntimeException e) {
      postfix.close();
      throw e;
    }
  }

  private static int freePort(Map<Service, Integer> taken) {
    while (true) {
      int port = LoopbackPorts.free("127.0.0.1").getPort();
      if (!taken.containsValue(port)) {
        return port;
      }
    }
  }

  private static void own(Path path, String user) throws IOException {
    Files.setOwner(
        path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
  }

  private static String mainCf(Path directory) {
    return """
    compatibility_level = 3.6
    queue_directory = %1$s/queue
    data_directory = %1$s/data
    command_directory = /usr/sbin
    daemon_directory = /usr/lib/postfix/sbin
    mail_owner = postfix
    setgid_group = postdrop
    maillog_file = %1$s/postfix.log
    maillog_file_prefixes = %1$s
    alias_maps =
    alias_database =
    local_recipient_maps =
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    myhostname = mx.%2$s
    mydestination =
    mynetworks_style = host
    smtpd_banner = $myhostname ESMTP
    smtpd_tls_security_level = may
    smtpd_tls_cert_file = %1$s/conf/cert.pem
    smtpd_tls_key_file = %1$s/conf/key.pem
    smtpd_tls_received_header = yes
    smtpd_relay_restrictions = reject_unauth_destination
    smtpd_recipient_restrictions = check_recipient_access inline:{
      { later@%2$s = 450 4.2.0 not yet known, come back later }
      { never@%2$s = 550 5.1.1 nobody of that name } }
    message_size_limit = 40000000
    virtual_mailbox_limit = 0
    virtual_mailbox_domains = %2$s
    virtual_mailbox_base = %1$s/mail
    virtual_mailbox_maps = static:all/
    virtual_uid_maps = static:%3$d
    virtual_gid_maps = static:%3$d
    default_transport = discard:
    """
        .formatted(directory, DOMAIN, NOBODY);
  }

  private static String masterCf(Map<Service, Integer> ports) {
    StringBuilder text = new StringBuilder();
    ports.forEach(
        (service, port) ->
            text.append("127.0.0.1:%d inet n - n - - smtpd%n".formatted(port))
                .append("  -o syslog_name=%s %s%n".formatted(service, service.options)));
    return text
        + """
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        tlsmgr unix - - n 1000? 1 tlsmgr
        proxymap unix - - n - - proxymap
        postlog unix-dgram n - n - 1 postlogd
        """;
  }

  private void awaitReady() {
    await()
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              assertThat(process.isAlive())
                  .as(() -> "Postfix runs; it says: " + console() + log())
                  .isTrue();
              for (Service service : Service.values()) {
                SmtpDialogue.with(address(service)).close();
              }
            });
  }

  /** Where a service listens. */
  InetSocketAddress address(Service service) {
    Integer port = ports.get(service);
    if (port == null) {
      throw new IllegalArgumentException("no port for " + service);
    }
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The messages in its mailbox that contain a text, as Postfix wrote them: lines end by LF. */
  List<String> messagesWith(String text) {
    Path inbox = directory.resolve("mail/all/new");
    if (!Files.isDirectory(inbox)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(inbox)) {
      return files.map(Postfix::read).filter(message -> message.contains(text)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empties its mailbox. */
  void forget() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("mail/all/new"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static String read(Path file) {
    try {
      // One character for each octet: what is compared is octets.
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it logged so far. */
  String log() {
    Path log = directory.resolve("postfix.log");
    return Files.exists(log) ? read(log) : "";
  }

  private String console() {
    return read(directory.resolve("console.log"));
  }

  /** Ends it with all its processes. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running already, and finds the process ended.
    }
  }

  private void end() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        all.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      for (ProcessHandle one : all) {
        one.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(late -> kill(one)).join();
      }
    } catch (InterruptedException e) {
      all.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  private static ProcessHandle kill(ProcessHandle late) {
    late.destroyForcibly();
    return late;
  }
}
