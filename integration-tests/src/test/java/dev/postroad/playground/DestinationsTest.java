// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.playground.client.SmtpDialogue;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DestinationsTest {
  private final Destinations destinations;

  DestinationsTest() throws IOException {
    destinations = Destinations.open(Ports.FREE);
  }

  @AfterEach
  void close() {
    destinations.close();
  }

  @Test
  void aServerListensAtEveryAddressThatIsNotMeantToBeDead() throws IOException {
    for (String host : destinations.names()) {
      assertThat(greeting(host)).matches("(220|421|554)[ -].*");
    }
    assertThatThrownBy(() -> greeting("mx1.remote.example")).isInstanceOf(IOException.class);
  }

  @Test
  void theGreylistRefusesARecipientOnce() throws IOException {
    assertThat(rcpt("mx.grey.example", "gus@grey.example")).isEqualTo(451);
    assertThat(rcpt("mx.grey.example", "gus@grey.example")).isEqualTo(250);
  }

  @Test
  void theHostingCompanyKnowsEverybodyButNobody() throws IOException {
    assertThat(rcpt("mx1.hosting.example", "ann@red.example")).isEqualTo(250);
    assertThat(rcpt("mx1.hosting.example", "nobody@red.example")).isEqualTo(550);
  }

  @Test
  void aStoppedServerRefusesConnectionsUntilItIsStartedAgain() throws IOException {
    destinations.stop("hub1.relays.example");
    assertThatThrownBy(() -> greeting("hub1.relays.example")).isInstanceOf(IOException.class);

    destinations.start("hub1.relays.example");
    assertThat(greeting("hub1.relays.example")).startsWith("220");
  }

  private String greeting(String host) throws IOException {
    try (SmtpDialogue smtp = SmtpDialogue.with(at(host))) {
      return smtp.transcript().lines().get(0).substring("S: ".length());
    }
  }

  private int rcpt(String host, String recipient) throws IOException {
    try (SmtpDialogue smtp = SmtpDialogue.with(at(host))) {
      smtp.command("EHLO client.example");
      smtp.command("MAIL FROM:<amy@corp.example>");
      return smtp.command("RCPT TO:<" + recipient + ">").code();
    }
  }

  private InetSocketAddress at(String host) {
    return new InetSocketAddress(destinations.addressOf(host), destinations.port());
  }
}
