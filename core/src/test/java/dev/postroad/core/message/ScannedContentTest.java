// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScannedContentTest {
  private int readings;

  @Test
  void smallMessageIsReadOnceAndComesAsItTravels() throws IOException {
    ScannedContent scanned = scanned("Subject: hello\n\nhello\n.\n");

    assertThat(scanned.traits().longestLine()).isEqualTo(14);
    assertThat(text(scanned)).isEqualTo("Subject: hello\r\n\r\nhello\r\n.\r\n");
    assertThat(text(scanned)).isEqualTo(text(scanned));
    assertThat(readings).isEqualTo(1);
  }

  @Test
  void largeMessageIsNotKept() throws IOException {
    String line = "x".repeat(70) + "\r\n";
    ScannedContent scanned = scanned(line.repeat(ScannedContent.MOST_KEPT / line.length() + 1));

    assertThat(scanned.traits().size()).isGreaterThan(ScannedContent.MOST_KEPT);
    assertThat((long) text(scanned).length()).isEqualTo(scanned.traits().size());
    assertThat(readings).isEqualTo(2);
  }

  @Test
  void messageThatMayHaveToBeEncodedIsReadFromItsOriginal() throws IOException {
    String original = "Content-Transfer-Encoding: binary\n\n\u00e9\rdata";
    ScannedContent scanned = scanned(original);

    assertThat(scanned.traits().eightBit()).isTrue();
    assertThat(text(scanned)).isEqualTo(original);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Subject: hello\n\n.\n",
        "a\r\nb",
        ".a\r.b\r\r\n",
        "plain\r\n",
        "caf\u00e9\n.\n",
        "a\0\n.",
        "\r"
      })
  void messageTravelsAsWireTextMakesIt(String text) throws IOException {
    for (boolean scannedBefore : new boolean[] {false, true}) {
      for (boolean dotStuffing : new boolean[] {false, true}) {
        ScannedContent scanned = scanned(text);
        if (scannedBefore) {
          assertThat(scanned.traits()).isNotNull();
        }
        ByteArrayOutputStream travelled = new ByteArrayOutputStream();
        scanned.travelTo(travelled, dotStuffing);

        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        WireText wire = dotStuffing ? WireText.dotStuffed(expected) : WireText.plain(expected);
        wire.write(text.getBytes(StandardCharsets.UTF_8));
        wire.finish();
        assertThat(travelled.toByteArray()).isEqualTo(expected.toByteArray());
      }
    }
  }

  @Test
  void smallMessageTravelsWithoutBeingReadAgain() throws IOException {
    ScannedContent scanned = scanned("caf\u00e9\n.\n");
    assertThat(scanned.traits().eightBit()).isTrue();
    scanned.travelTo(new ByteArrayOutputStream(), true);
    scanned.travelTo(new ByteArrayOutputStream(), false);
    assertThat(readings).isEqualTo(1);
  }

  private ScannedContent scanned(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return ScannedContent.of(
        new MessageContent() {
          @Override
          public long size() {
            return octets.length;
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            readings++;
            out.write(octets);
          }
        });
  }

  private static String text(MessageContent content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
