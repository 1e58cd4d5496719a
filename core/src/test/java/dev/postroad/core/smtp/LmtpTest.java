// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.message.Recipient;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.core.tls.TlsDemand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What replies after the message mean where each recipient has one of its own (RFC 2033 §4.2). */
class LmtpTest {
  @Test
  void aPeerThatRefusesTheFirstAndIsGoneHasRefusedNobodyElse() throws Exception {
    Map<Recipient, Evidence> decisive = send(line -> line.say("550 5.1.1 nobody\r\n"));

    assertThat(decisive.get(Rig.recipient("a@example.com")))
        .isInstanceOfSatisfying(
            Replied.class, first -> assertThat(first.reply().code()).isEqualTo(550));
    for (String other : new String[] {"b@example.com", "c@example.com"}) {
      // It may have taken the message for them: nobody heard.
      assertThat(decisive.get(Rig.recipient(other)))
          .isInstanceOfSatisfying(
              Failed.class, lost -> assertThat(lost.stage()).isEqualTo(Stage.FINAL_DOT));
    }
  }

  @Test
  void aPeerThatIsGoneWithoutAWordMayHaveTakenItForAll() throws Exception {
    Map<Recipient, Evidence> decisive = send(line -> {});

    assertThat(decisive.values())
        .allSatisfy(
            fact ->
                assertThat(fact)
                    .isInstanceOfSatisfying(
                        Failed.class,
                        lost -> assertThat(lost.stage()).isIn(Stage.DATA, Stage.FINAL_DOT)));
  }

  /** What a peer says when it has the message; then the connection is torn. */
  private interface Words {
    void on(MemoryChannel.Line line);
  }

  private static Map<Recipient, Evidence> send(Words atEnd) throws Exception {
    SmtpClient client =
        MemoryChannel.client(
            SmtpSettings.STANDARD,
            (to, timeout, line) -> new Store(line, atEnd),
            MemoryChannel.guard(System::nanoTime));
    Endpoint endpoint =
        new Endpoint(
            "store.test",
            InetAddress.getByName("192.0.2.1"),
            24,
            false,
            TlsDemand.of(TlsDemand.Level.NONE, "the test"),
            Optional.empty(),
            false,
            Optional.empty(),
            "client.test",
            new SessionTerms(
                true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    try (SmtpSession session = client.open(endpoint)) {
      return new MailTransaction()
          .send(
              session,
              Rig.envelope("a@example.com", "b@example.com", "c@example.com"),
              Rig.content("a\r\n"))
          .decisive();
    }
  }

  private static final class Store implements MemoryChannel.Peer {
    private final MemoryChannel.Line line;
    private final Words atEnd;
    private final StringBuilder heard = new StringBuilder();
    private boolean message;

    Store(MemoryChannel.Line line, Words atEnd) {
      this.line = line;
      this.atEnd = atEnd;
      line.say("220 store.test LMTP\r\n");
    }

    @Override
    public void hear(byte[] octets, int offset, int length) throws IOException {
      heard.append(new String(octets, offset, length, StandardCharsets.ISO_8859_1));
      for (int end = heard.indexOf("\r\n"); end >= 0; end = heard.indexOf("\r\n")) {
        String said = heard.substring(0, end);
        heard.delete(0, end + 2);
        answer(said);
      }
    }

    private void answer(String said) throws IOException {
      if (message) {
        if (said.equals(".")) {
          atEnd.on(line);
          line.hangUp();
          throw new SocketException("Connection reset by peer");
        }
      } else if (said.equals("DATA")) {
        message = true;
        line.say("354 go on\r\n");
      } else {
        line.say("250 ok\r\n");
      }
    }

    @Override
    public void awaited() {
      line.hangUp();
    }

    @Override
    public void glanced(Duration time) {}
  }
}
