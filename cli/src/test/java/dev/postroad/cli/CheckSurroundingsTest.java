// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.testing.tls.TestCertificates;
import dev.postroad.testing.tls.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} tells of files that are not Postroad's own. */
class CheckSurroundingsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void usersThatCannotBeReadKeepNobodyFromCheckingOrRouting() throws IOException {
    write("usersrepository.xml", "<!DOCTYPE usersrepository><usersrepository/>");
    write(
        "mailetcontainer.xml",
        """
        <mailetcontainer><processors><processor state="relay">
          <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
            <routes>to a.example not user amy hold</routes>
          </mailet>
          <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
        </processor></processors></mailetcontainer>
        """);

    assertThat(new Cli().run("check", folder.toString()).outLines())
        .singleElement()
        .asString()
        .startsWith("usersrepository.xml: warning: ");
    Cli.Result route = new Cli().run("route", "bob@a.example", "--config", folder.toString());
    assertThat(route.out()).contains("hold");
    assertThat(route.exitCode()).as(route.err()).isZero();
  }

  @Test
  void ofACertificateBehindOursItIsToldThatPeersMayKnowAnotherWay() throws IOException {
    Instant made = Instant.parse("2026-01-04T04:06:07Z").minus(Duration.ofDays(31));
    TestIdentity us =
        TestCertificates.create(Clock.fixed(made, ZoneOffset.UTC))
            .intermediate()
            .issue("us.example");
    write("us.pem", us.certificatePem() + us.privateKeyPem());
    Files.setPosixFilePermissions(
        folder.resolve("us.pem"), PosixFilePermissions.fromString("rw-------"));
    write(
        "policy",
        "[relays]\nhub smtp://hub.example cert=file://conf/us.pem\n[routes]\nto * via hub\n");

    assertThat(new Cli().run("check", folder.resolve("policy").toString()).outLines())
        .hasSize(2)
        .last()
        .asString()
        .contains("with it, that of CN=Postroad throw-away intermediate", "expired at 2026-01-03")
        .endsWith("unless the relay knows another way to a root");
  }
}
