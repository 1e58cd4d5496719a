// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postroad.testing.DebianPackage;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import dev.postroad.testing.tls.TestCertificates;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fixtures as programs see them that others wrote, where those can be had. */
final class ForeignToolsTest {
  private static final List<DebianPackage> TOOLS =
      List.of(
          DebianPackage.of("dig", "bind9-dnsutils"),
          DebianPackage.of("openssl", "openssl"),
          DebianPackage.of("swaks", "swaks", "libnet-ssleay-perl", "libdigest-hmac-perl"));

  private final Path folder;

  ForeignToolsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void digReadsTheDnsServer() throws Exception {
    try (AuthoritativeDns dns = AuthoritativeDns.start()) {
      dns.nxdomainElsewhere()
          .zone("example.com")
          .mx(10, "mx1.example.com")
          .a("mx1.example.com", "127.0.0.2")
          .signed(true);

      assertThat(dig(dns, "example.com", "MX", "+short")).isEqualTo("10 mx1.example.com.\n");
      assertThat(dig(dns, "example.com", "MX", "+tcp", "+short"))
          .isEqualTo("10 mx1.example.com.\n");
      assertThat(dig(dns, "example.com", "MX", "+dnssec"))
          .contains("status: NOERROR", "flags: qr aa rd ra ad;", "EDNS: version: 0, flags: do;")
          .doesNotContain("WARNING", "malformed");
      assertThat(dig(dns, "no.example", "A"))
          .contains("status: NXDOMAIN", "SOA")
          .doesNotContain("WARNING");
      dns.fault("example.com", "MX", Fault.truncated());
      assertThat(dig(dns, "example.com", "MX"))
          .contains("Truncated, retrying in TCP mode", "mx1.example.com.");
    }
  }

  @Test
  void opensslShakesHandsAfterStartTls() throws Exception {
    TestCertificates authority = TestCertificates.create();
    authority.writeRootPem(folder.resolve("root.pem"));
    try (ScriptedSmtpServer server =
        ScriptedSmtpServer.builder()
            .tls(authority.intermediate().issue("mx1.example.com").serverContext())
            .start()) {
      String output =
          run(
              "EHLO openssl.test\nQUIT\n",
              "openssl",
              "s_client",
              "-connect",
              "127.0.0.1:" + server.port(),
              "-starttls",
              "smtp",
              "-servername",
              "mx1.example.com",
              "-verify_hostname",
              "mx1.example.com",
              "-verify_return_error",
              "-CAfile",
              folder.resolve("root.pem").toString(),
              "-crlf",
              "-quiet",
              "-ign_eof");

      assertThat(output).contains("221 2.0.0 bye");
      assertThat(server.session().tls().orElseThrow().serverName()).contains("mx1.example.com");
    }
  }

  @Test
  void swaksDeliversWithTlsAndAuth() throws Exception {
    TestCertificates authority = TestCertificates.create();
    for (String mechanism : List.of("PLAIN", "LOGIN", "CRAM-MD5")) {
      try (ScriptedSmtpServer server =
          ScriptedSmtpServer.builder()
              .tls(authority.issue("mx1.example.com").serverContext())
              .requireTls()
              .user("amy", "s3cret")
              .requireAuth()
              .strict()
              .start()) {
        String output =
            run(
                "",
                "swaks",
                "--server",
                "127.0.0.1:" + server.port(),
                "--from",
                "amy@example.com",
                "--to",
                "bob@example.com",
                "--tls",
                "--auth",
                mechanism,
                "--auth-user",
                "amy",
                "--auth-password",
                "s3cret");

        assumeTrue(!output.contains("requires"), "swaks lacks a module it needs: " + output);
        assertThat(output).contains("250 2.0.0 accepted");
        ReceivedMail mail = server.awaitMails(1, Duration.ofSeconds(10)).get(0);
        assertThat(mail.user()).contains("amy");
        assertThat(mail.header("Subject")).isPresent();
        assertThat(server.violations()).isEmpty();
      }
    }
  }

  private String dig(AuthoritativeDns dns, String... words) throws Exception {
    String[] fixed = {"dig", "@127.0.0.1", "-p", Integer.toString(dns.port()), "+tries=1"};
    String[] all = Arrays.copyOf(fixed, fixed.length + words.length);
    System.arraycopy(words, 0, all, fixed.length, words.length);
    return run("", all);
  }

  private String run(String input, String... command) throws IOException, InterruptedException {
    Optional<String> missing =
        TOOLS.stream()
            .filter(tool -> tool.program().equals(command[0]))
            .findFirst()
            .orElseThrow()
            .missing(folder);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    File in = Files.writeString(folder.resolve("in"), input).toFile();
    File out = folder.resolve("out").toFile();
    Process process =
        new ProcessBuilder(command)
            .redirectInput(in)
            .redirectErrorStream(true)
            .redirectOutput(out)
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command[0] + " ends").isTrue();
    } finally {
      process.destroy();
    }
    return Files.readString(out.toPath(), UTF_8);
  }
}
