// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TransportEncodingTest {
  private static final String TEXT_HEADER =
      """
      Subject: hi
      MIME-Version: 1.0
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: 8bit

      """;

  @Test
  void textBecomesQuotedPrintable() throws IOException {
    assertThat(sevenBit(TEXT_HEADER + "naïve = simple \nend\n"))
        .isEqualTo(
            crlf(
                TEXT_HEADER.replace("8bit", "quoted-printable")
                    + "na=C3=AFve =3D simple=20\nend\n"));
  }

  @Test
  void textThatWouldNotBeReadableBecomesBase64() throws IOException {
    String encoded = sevenBit(TEXT_HEADER + "日本語\n日本\n");
    assertThat(encoded).contains("Content-Transfer-Encoding: base64\r\n");
    assertThat(decodedBody(encoded)).isEqualTo("日本語\r\n日本\r\n");
  }

  @Test
  void messageWithoutMimeHeaderGetsOne() throws IOException {
    assertThat(sevenBit("Subject: x\n\nnaïve people\n"))
        .isEqualTo(
            crlf(
                """
                Subject: x
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                na=C3=AFve people
                """));
  }

  @Test
  void octetsOfNoKnownCharsetAreSaidToBeSo() throws IOException {
    assertThat(
            sevenBit(
                "Subject: x\n\n".getBytes(ISO_8859_1), "caf\u00e9 au lait".getBytes(ISO_8859_1)))
        .contains("charset=unknown-8bit")
        .endsWith("caf=E9 au lait\r\n");
  }

  @Test
  void onlyTheUnfitPartsOfAMultipartChange() throws IOException {
    String message =
        """
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b 1"
        Content-transfer-ENCODING: 8BIT

        preamble
        --b 1
        Content-Type: text/plain

        plain text stays =
        --b 1
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        é stays no longer so
        --b 1
        Content-Type: application/octet-stream
        Content-Transfer-Encoding: 8bit

        é
        --b 1--
        epilogue
        """;
    String expected =
        message
            .replace("Content-transfer-ENCODING: 8BIT", "Content-Transfer-Encoding: 7bit")
            .replace("8bit\n\né stays no", "quoted-printable\n\n=C3=A9 stays no")
            .replace("8bit\n\né\n", "base64\n\nw6k=\n");
    assertThat(sevenBit(message)).isEqualTo(crlf(expected));
  }

  @Test
  void partsOfNestedMultipartsAndMessagesAreReached() throws IOException {
    String message =
        """
        Content-Type: multipart/mixed; boundary=outer

        --outer
        Content-Type: message/rfc822

        Subject: inner
        Content-Type: multipart/alternative;
         boundary=inner

        --inner

        é
        --inner
        Content-Type: text/html

        <p>a</p>
        --outer
        Content-Type: text/plain

        after
        --outer--
        """;
    String encoded = sevenBit(message);
    assertThat(encoded)
        .contains(crlf("--inner\nContent-Transfer-Encoding: base64\n\nw6k=\n--inner\n"))
        .contains(crlf("--outer\nContent-Type: text/plain\n\nafter\n--outer--\n"));
  }

  /** RFC 2045 §4: without it, the encoding of the enclosed message means nothing. */
  @Test
  void enclosedMessageWithoutMimeHeaderGetsOneAndPartsDoNot() throws IOException {
    String message =
        """
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: message/rfc822

        Subject: inner

        naïve people
        --b

        a naïve part of it
        --b--
        """;
    assertThat(sevenBit(message))
        .isEqualTo(
            crlf(
                """
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: message/rfc822

                Subject: inner
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                na=C3=AFve people
                --b
                Content-Transfer-Encoding: quoted-printable

                a na=C3=AFve part of it
                --b--
                """));
  }

  @Test
  void fitPartsStayToTheLastOctet() throws IOException {
    String signed =
        """
        content-type:text/plain
        content-TRANSFER-encoding:  7BIT

        signed\t
        """;
    String message =
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
            + signed
            + "--b\nContent-Type: text/plain\n\né\n--b--\n";
    assertThat(sevenBit(message)).contains(crlf("--b\n" + signed + "--b\n"));
  }

  @Test
  void binaryContentKeepsItsLineEnds() throws IOException {
    String encoded =
        sevenBit(
            "Content-Type: image/x\nContent-Transfer-Encoding: binary\n\n\u00ff\r\r\n\n\0\r"
                .getBytes(ISO_8859_1));
    assertThat(encoded).contains("Content-Transfer-Encoding: base64");
    assertThat(Base64.getMimeDecoder().decode(body(encoded)))
        .isEqualTo("\u00ff\r\r\n\n\0\r".getBytes(ISO_8859_1));
  }

  @Test
  void longLinesOfTextAreBrokenSoftly() throws IOException {
    String encoded = eightBit(TEXT_HEADER + "é" + "x".repeat(3000) + "\nshort\n");
    assertThat(encoded).contains("Content-Transfer-Encoding: quoted-printable");
    assertThat(unquoted(body(encoded))).isEqualTo("é" + "x".repeat(3000) + "\r\nshort\r\n");
  }

  @Test
  void nulIsEncoded() throws IOException {
    assertThat(unquoted(body(eightBit(TEXT_HEADER + "a\0b\n")))).isEqualTo("a\0b\r\n");
  }

  @Test
  void endlessBase64IsBroken() throws IOException {
    String data = Base64.getEncoder().encodeToString("data".repeat(1000).getBytes(UTF_8));
    String encoded = eightBit("Content-Transfer-Encoding: base64\n\n" + data + "\n");
    assertThat(encoded).startsWith("Content-Transfer-Encoding: base64\r\n\r\n");
    assertThat(decodedBody(encoded)).isEqualTo("data".repeat(1000));
  }

  @Test
  void quotedPrintableWithStrayOctetsIsPutRight() throws IOException {
    String encoded =
        sevenBit(
            "Content-Transfer-Encoding: quoted-printable\n\né=C3=A9 =3d = =\nx=4"
                + "y".repeat(2000)
                + "\n");
    assertThat(unquoted(body(encoded))).isEqualTo("éé = = x=4" + "y".repeat(2000) + "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Subject: é | Subject: =?utf-8?B?w6k=?=",
        "Subject: a é b | Subject: a =?utf-8?B?w6k=?= b",
        "Subject: é ü b | Subject: =?utf-8?B?w6kgw7w=?= b",
        "From: Zoé Ü <z@x> | From: =?utf-8?B?Wm/DqSDDnA==?= <z@x>",
        "From: \"Zoé, the X\" <z@x> | From: =?utf-8?B?Wm/DqSwgdGhlIFg=?= <z@x>",
        "To: a@b (café), c@d | To: a@b (=?utf-8?B?Y2Fmw6k=?=), c@d",
        "Content-Type: text/plain; name=\"é.txt\" |"
            + " Content-Type: text/plain; name=\"=?utf-8?B?w6kudHh0?=\"",
        "Subject: \"é\" = x | Subject: =?utf-8?B?IsOpIg==?= = x",
      })
  void headersBecomeEncodedWords(String field, String expected) throws IOException {
    assertThat(sevenBit(field + "\n\nbody\n")).isEqualTo(expected + "\r\n\r\nbody\r\n");
  }

  @Test
  void longHeaderIsEncodedInWordsOf75() throws IOException {
    String subject = "é".repeat(500);
    String encoded = sevenBit("Subject: " + subject + "\n\n");
    StringBuilder decoded = new StringBuilder();
    for (String line : encoded.strip().substring(9).split("\r\n ", -1)) {
      assertThat(line).hasSizeLessThanOrEqualTo(75).startsWith("=?utf-8?B?").endsWith("?=");
      decoded.append(
          new String(Base64.getDecoder().decode(line.substring(10, line.length() - 2)), UTF_8));
    }
    assertThat(decoded.toString()).isEqualTo(subject);
  }

  @Test
  void longHeaderLineIsFoldedAtABlank() throws IOException {
    String encoded = eightBit("References:" + " <abc@example.com>".repeat(200) + "\n\nbody\n");
    assertThat(encoded.replace("\r\n ", " "))
        .isEqualTo("References:" + " <abc@example.com>".repeat(200) + "\r\n\r\nbody\r\n");
    assertThat(encoded).endsWith("\r\n\r\nbody\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {999, 5_000, 200_000, 400_000})
  void headerLineWithoutBlanksStaysOneField(int length) throws IOException {
    String encoded = eightBit("X-Long: " + "x".repeat(length) + "\nSubject: y\n\nbody\n");
    assertThat(encoded.replaceAll("\r\n ", "").replace(" ", ""))
        .isEqualTo("X-Long:" + "x".repeat(length) + "\r\nSubject:y\r\n\r\nbody\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "no header",
        "é",
        "Content-Type: multipart/mixed\n\n--\né\n",
        "Content-Type: multipart/mixed; boundary=\"\"\n\n--\né\n",
        "Content-Type: multipart/mixed; boundary=a\n\n--a",
        "Content-Type: multipart/mixed; boundary=a\n\né\n--a--\né",
        "Content-Type: multipart/mixed; boundary=a\n--a\n--a\né: é\n--a\n\né",
        "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\né: é",
        "Content-Transfer-Encoding: x-unknown\n\né\0\n",
      })
  void whatIsNoProperMimeTravelsAllTheSame(String message) throws IOException {
    assertFit(sevenBit(message));
  }

  @Test
  void nulMakesNoBoundary() throws IOException {
    String message =
        "Content-Type: multipart/mixed; boundary=bound\n\n--bo\0und\n\nnot a part\n--bound--\n";
    assertThat(eightBit(message))
        .isEqualTo(crlf(message.replace("--bo\0und", " --bo?und")))
        .doesNotContain("\n--bound\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--b\0", "--bé"})
  void replacementMakesNoBoundary(String line) throws IOException {
    String encoded =
        sevenBit("Content-Type: multipart/mixed; boundary=\"b?\"\n\n" + line + "\n\nx\n--b?--\n");
    assertThat(encoded).contains("\r\n --b?").doesNotContain("\n--b?\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 998})
  void pieceBrokenOffIsNoBoundary(int shift) throws IOException {
    String mixed = "Content-Type: multipart/mixed; boundary=b\n\n";
    String encoded =
        eightBit(mixed + "x".repeat(998 - 3 + shift) + "--b\n" + "--b" + " ".repeat(1200) + "x\n");
    assertThat(encoded.lines().skip(2)).noneMatch(line -> line.startsWith("--"));
  }

  @Test
  void softBreakMakesNoBoundary() throws IOException {
    for (int length = 60; length < 90; length++) {
      String part = "é" + "x".repeat(length) + "--b\n";
      String encoded =
          sevenBit(
              "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                  + "Content-Type: text/plain; charset=utf-8\n\n"
                  + part
                  + "--b--\n");
      assertThat(encoded.lines().filter(line -> line.startsWith("--b")))
          .containsExactly("--b", "--b--");
    }
  }

  @Test
  void encodedTextMakesNoBoundary() throws IOException {
    String encoded =
        sevenBit(
            """
            Content-Type: multipart/mixed; boundary="b=C3=A9"

            --b=C3=A9
            Content-Type: text/plain

            --bé
            plain text
            --b=C3=A9--
            """);
    assertThat(encoded.lines().filter(line -> line.startsWith("--b")))
        .containsExactly("--b=C3=A9", "--b=C3=A9--");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0",
        "\0\0",
        "\0: x",
        "x\0",
        "--b\0",
        "--b\0: x",
        "X: a\r\r\n b",
        "X: a\n \n b",
        " ",
        "\0 "
      })
  void headerStaysOneHeader(String field) throws IOException {
    String blanks = " ".repeat(3000);
    for (String line :
        List.of(field, field + "y".repeat(1200), field + blanks, field + blanks + "z")) {
      String encoded = eightBit("Subject: x\n" + line + "\nTo: y\n\nbody\n");
      assertThat(encoded.substring(0, encoded.indexOf("\r\n\r\n")))
          .as(line)
          .startsWith("Subject: x\r\n")
          .contains("\r\nTo: y");
      if (line.length() > 998) {
        assertThat(encoded.substring(0, encoded.indexOf("To: y")).lines())
            .noneMatch(String::isBlank);
      }
    }
  }

  @Property(tries = 2000)
  void everythingTravelsWhateverItIs(
      @ForAll @Size(max = 40) List<@IntRange(max = 21) Integer> pieces) throws IOException {
    String[] parts = {
      "Content-Type: multipart/mixed; boundary=b\n",
      "Content-Type: message/rfc822\n",
      "\n",
      "--b\n",
      "--b--\n",
      "Content-Transfer-Encoding: base64\n",
      "é",
      "x".repeat(1100),
      "\0",
      "Content-Transfer-Encoding: quoted-printable\n",
      "=",
      "=C3",
      " ",
      "\r",
      "From: é \"ü",
      "\n",
      "Content-Type: text/plain; charset=utf-8\n",
      "Content-Transfer-Encoding: binary\n",
      ", ",
      "Subject: a é\n b\n",
      "abc",
      "--b"
    };
    StringBuilder message = new StringBuilder();
    pieces.forEach(piece -> message.append(parts[piece]));
    assertFit(sevenBit(message.toString()));
    ContentTraits lenient = traits(eightBit(message.toString()).getBytes(UTF_8));
    assertThat(lenient.nul()).isFalse();
    assertThat(lenient.longestLine()).isLessThanOrEqualTo(ContentTraits.LINE_LIMIT);
  }

  @Property
  void textSurvives(@ForAll @Size(max = 60) List<@IntRange(max = 8) Integer> pieces)
      throws IOException {
    String[] parts = {"é", "=", " ", "\n", "x".repeat(70), "\t", ".", "=\n", "\0"};
    StringBuilder text = new StringBuilder("é" + "x".repeat(400));
    pieces.forEach(piece -> text.append(parts[piece]));
    String encoded = sevenBit(TEXT_HEADER + text + "\n");
    String decoded =
        encoded.contains("quoted-printable") ? unquoted(body(encoded)) : decodedBody(encoded);
    assertThat(decoded).isEqualTo(crlf(text + "\n"));
    assertFit(encoded);
  }

  private static void assertFit(String encoded) throws IOException {
    ContentTraits traits = traits(encoded.getBytes(UTF_8));
    assertThat(traits.needsEncoding(false)).as(encoded).isFalse();
  }

  private static ContentTraits traits(byte[] octets) throws IOException {
    return ScannedContent.of(content(octets)).traits();
  }

  private static String sevenBit(String message) throws IOException {
    return sevenBit(message.getBytes(UTF_8));
  }

  private static String sevenBit(byte[]... octets) throws IOException {
    return encoded(false, octets);
  }

  private static String eightBit(String message) throws IOException {
    return encoded(true, message.getBytes(UTF_8));
  }

  private static String encoded(boolean eightBitAllowed, byte[]... octets) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WireText text = WireText.plain(out);
    TransportEncoding.of(content(octets), eightBitAllowed).writeTo(text);
    text.finish();
    return out.toString(UTF_8);
  }

  private static MessageContent content(byte[]... octets) {
    return new MessageContent() {
      @Override
      public long size() {
        return 0;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        for (byte[] piece : octets) {
          out.write(piece);
        }
      }
    };
  }

  private static String body(String message) {
    return message.substring(message.indexOf("\r\n\r\n") + 4);
  }

  private static String decodedBody(String message) {
    return new String(Base64.getMimeDecoder().decode(body(message)), UTF_8);
  }

  private static String unquoted(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String joined = text.replace("=\r\n", "");
    for (int i = 0; i < joined.length(); i++) {
      boolean escape = joined.charAt(i) == '=';
      out.write(escape ? Integer.parseInt(joined.substring(i + 1, i + 3), 16) : joined.charAt(i));
      i += escape ? 2 : 0;
    }
    return out.toString(UTF_8);
  }

  private static String crlf(String text) {
    return text.replace("\n", "\r\n");
  }
}
