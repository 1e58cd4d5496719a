// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WireTextTest {
  private static final String[] PIECES = {"\r", "\n", "\r\n", ".", "a", "\0", "é", ".\r\n"};

  @ParameterizedTest
  @CsvSource({
    "a\\r\\nb\\r\\n, a\\r\\nb\\r\\n",
    "a\\nb, a\\r\\nb\\r\\n",
    "a\\rb, a\\r\\nb\\r\\n",
    "a\\r\\r\\nb, a\\r\\nb\\r\\n",
    "a\\r\\rb, a\\r\\n\\r\\nb\\r\\n",
    "a\\n\\nb, a\\r\\n\\r\\nb\\r\\n",
    "a\\n\\rb, a\\r\\n\\r\\nb\\r\\n",
    "a\\r, a\\r\\n",
    "'', ''",
    "\\n, \\r\\n",
    "., .\\r\\n",
  })
  void everyLineEndsInCrlf(String from, String to) throws IOException {
    assertThat(plain(unescaped(from))).isEqualTo(unescaped(to));
  }

  @ParameterizedTest
  @CsvSource({
    "., ..\\r\\n",
    ".a\\n.b, ..a\\r\\n..b\\r\\n",
    "a.\\n.\\nb, a.\\r\\n..\\r\\nb\\r\\n",
    "a\\r.\\rb, a\\r\\n..\\r\\nb\\r\\n",
    "a\\n.\\r\\n, a\\r\\n..\\r\\n",
  })
  void leadingDotsAreDoubled(String from, String to) throws IOException {
    assertThat(stuffed(unescaped(from), Integer.MAX_VALUE)).isEqualTo(unescaped(to));
  }

  @Property
  void neitherCrNorLfStandsAlone(@ForAll @Size(max = 60) List<@IntRange(max = 7) Integer> pieces)
      throws IOException {
    String wire = plain(text(pieces));
    assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n");
    assertThat(wire.isEmpty() || wire.endsWith("\r\n")).isTrue();
  }

  @Property
  void unstuffingLeadsBack(@ForAll @Size(max = 60) List<@IntRange(max = 7) Integer> pieces)
      throws IOException {
    String wire = stuffed(text(pieces), Integer.MAX_VALUE);
    assertThat(("\r\n" + wire).contains("\r\n.\r\n")).isFalse();
    assertThat(("\r\n" + wire).replace("\r\n.", "\r\n").substring(2))
        .isEqualTo(plain(text(pieces)));
  }

  @Property
  void howTheTextIsCutDoesNotMatter(
      @ForAll @Size(max = 60) List<@IntRange(max = 7) Integer> pieces,
      @ForAll @IntRange(min = 1, max = 5) int cut)
      throws IOException {
    assertThat(stuffed(text(pieces), cut)).isEqualTo(stuffed(text(pieces), Integer.MAX_VALUE));
  }

  @Property
  void normalisingTwiceChangesNothing(
      @ForAll @Size(max = 60) List<@IntRange(max = 7) Integer> pieces) throws IOException {
    String once = plain(text(pieces));
    assertThat(plain(once)).isEqualTo(once);
  }

  private static String text(List<Integer> pieces) {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(PIECES[piece]));
    return text.toString();
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n");
  }

  private static String plain(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    return written(WireText.plain(out), out, text, Integer.MAX_VALUE);
  }

  private static String stuffed(String text, int cut) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    return written(WireText.dotStuffed(out), out, text, cut);
  }

  private static String written(WireText wire, ByteArrayOutputStream out, String text, int cut)
      throws IOException {
    byte[] octets = text.getBytes(ISO_8859_1);
    for (int at = 0; at < octets.length; at += Math.min(cut, octets.length - at)) {
      wire.write(octets, at, Math.min(cut, octets.length - at));
    }
    wire.finish();
    return out.toString(ISO_8859_1);
  }
}
