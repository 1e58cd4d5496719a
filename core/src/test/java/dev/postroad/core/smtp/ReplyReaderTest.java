// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.domain.Printable;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplyReaderTest {

  @Test
  void oneLineWithEnhancedStatus() throws Exception {
    assertThat(read("250 2.1.5 fine\r\n"))
        .isEqualTo(new Reply(250, Optional.of(new EnhancedStatus(2, 1, 5)), List.of("fine")));
  }

  @Test
  void everyLineLosesItsCodes() throws Exception {
    assertThat(read("550-5.1.1 no such user\r\n550-5.1.1 here\r\n550 5.1.1\r\n"))
        .isEqualTo(
            new Reply(
                550,
                Optional.of(new EnhancedStatus(5, 1, 1)),
                List.of("no such user", "here", "")));
  }

  @Test
  void enhancedStatusOfAnotherClassIsText() throws Exception {
    Reply reply = read("450 5.1.1 hm\r\n");
    assertThat(reply.enhanced()).isEmpty();
    assertThat(reply.text()).isEqualTo("5.1.1 hm");
  }

  @ParameterizedTest
  @CsvSource({
    "220,''",
    "'220 ',''",
    "'220  a  b ',a  b",
    "220 \ta\u0007b,a b",
    "220 caf\u00e9,café",
    "220 a\u202eb\u200bc\u2028d,abc d"
  })
  void textIsOptionalAndClean(String line, String text) throws Exception {
    assertThat(read(line + "\r\n").text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"250 ok\n", "250 ok\r\r\n", "250-a\n250 ok\n"})
  void lineEndsAreReadTolerantly(String wire) throws Exception {
    assertThat(read(wire).code()).isEqualTo(250);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "25",
        "2500 ok",
        "250ok",
        "x50 ok",
        "050 ok",
        "650 ok",
        "2x0 ok",
        "HTTP/1.1 400",
        "250-a\r\n550 b",
        "250-a\r\nb",
        "\0\0\0\0"
      })
  void whatIsNoReplyIsMalformed(String wire) {
    assertThatThrownBy(() -> read(wire + "\r\n")).isInstanceOf(MalformedReply.class);
  }

  @Test
  void problemIsToldInPrintableCharacters() {
    assertThatThrownBy(() -> read("SSH-2.0\u001b[31m\r\n"))
        .isInstanceOf(MalformedReply.class)
        .hasMessage("not an SMTP reply: \"SSH-2.0 [31m\"");
  }

  @Test
  void endlessLineIsMalformed() {
    assertThatThrownBy(() -> new ReplyReader(endless("250 ", "x")).read())
        .isInstanceOf(MalformedReply.class)
        .hasMessageContaining("1048576 octets");
  }

  @ParameterizedTest
  @ValueSource(ints = {2_049, 4_095, 4_096, 4_097, 100_000})
  void ofALongLineTheBeginningIsKept(int length) throws Exception {
    ReplyReader reader = reader("250-" + "x".repeat(length - 4) + "\r\n250 end\r\n354 go on\r\n");

    Reply reply = reader.read();

    assertThat(reply.code()).isEqualTo(250);
    assertThat(reply.lines()).hasSize(2).contains("end");
    assertThat(reply.lines().get(0)).startsWith("xxx").hasSizeBetween(2_000, 2_048);
    assertThat(reader.read().code()).isEqualTo(354);
  }

  /** Who takes a mail in many words would get it again and again if it were not believed. */
  @Test
  void aVerdictInALongLineCounts() throws Exception {
    String words = "x".repeat(100_000);

    assertThat(reader("250 " + words + "\r\n").readVerdict().code()).isEqualTo(250);
    assertThat(reader("250 " + words).readVerdict().code()).isEqualTo(250);
    assertThat(reader("550 " + words + "\r\n").readVerdict().code()).isEqualTo(550);
  }

  @Test
  void ofALongReplyTheFirstLinesAreKept() throws Exception {
    ReplyReader reader = reader("250-and more\r\n".repeat(5_000) + "250 end\r\n354 go on\r\n");

    Reply reply = reader.read();

    assertThat(reply.code()).isEqualTo(250);
    assertThat(reply.lines()).hasSize(128).containsOnly("and more");
    assertThat(reader.read().code()).isEqualTo(354);
  }

  @Test
  void endlessReplyIsMalformed() {
    assertThatThrownBy(() -> new ReplyReader(endless("", "250-and more\r\n")).read())
        .isInstanceOf(MalformedReply.class)
        .hasMessageContaining("1048576 octets");
    assertThatThrownBy(
            () -> new ReplyReader(endless("", "250-" + "x".repeat(2000) + "\r\n")).read())
        .isInstanceOf(MalformedReply.class)
        .hasMessageContaining("1048576 octets");
  }

  @Test
  void longestLineIsRead() throws Exception {
    assertThat(read("250 " + "x".repeat(2042) + "\r\n").text()).hasSize(2042);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "250", "250 ok", "250-a\r\n", "250-a\r\n250"})
  void endOfStreamIsNoReply(String wire) {
    assertThatThrownBy(() -> read(wire)).isInstanceOf(EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "250\tok\r\n",
        "250:ok\r\n",
        "\r\n250 ok\r\n",
        "\r\n \r\n250-a\r\n250 ok\r\n",
        " 250 ok\r\n",
        "\0\0" + "250 ok\r\n",
        "\ufeff250 ok\r\n",
        "250 ok",
        "250"
      })
  void verdictOnAMessageIsBelievedHoweverOddlyItIsPut(String wire) throws Exception {
    assertThat(reader(wire).readVerdict().code()).isEqualTo(250);
    assertThatThrownBy(() -> read(wire)).isInstanceOfAny(MalformedReply.class, EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2500 ok", "250ok", "25", "OK", "250-a\r\n550 b", "x 250 ok"})
  void whatIsNotClearIsNoVerdict(String wire) {
    assertThatThrownBy(() -> reader(wire + "\r\n").readVerdict())
        .isInstanceOf(MalformedReply.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "250-a\r\n", "250-a", "\r\n"})
  void verdictThatIsNotAtItsEndIsNone(String wire) {
    assertThatThrownBy(() -> reader(wire).readVerdict()).isInstanceOf(EOFException.class);
  }

  @Test
  void repliesThatCameTogetherAreReadOneByOne() throws Exception {
    ReplyReader reader = reader("250 a\r\n550-b\r\n550 c\r\n354 d\r\n");
    assertThat(reader.read().toString()).isEqualTo("250 a");
    assertThat(reader.buffered()).isPositive();
    assertThat(reader.read().toString()).isEqualTo("550 b c");
    assertThat(reader.read().toString()).isEqualTo("354 d");
    assertThat(reader.buffered()).isZero();
  }

  @Property
  void anyOctetsEndInAReplyOrAReason(@ForAll @Size(max = 6000) byte[] octets) {
    readToTheEnd(new ByteArrayInputStream(octets));
  }

  @Property
  void anyLinesEndInAReplyOrAReason(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 14) Integer> pieces) {
    String[] parts = {
      "250",
      "-",
      " ",
      "\r\n",
      "\n",
      "\r",
      "550 5.1.1 x",
      "2.0.0",
      "\0",
      "x",
      "354 ",
      "250-",
      "é",
      "\u202e",
      "\u2028"
    };
    StringBuilder wire = new StringBuilder();
    pieces.forEach(piece -> wire.append(parts[piece]));
    readToTheEnd(new ByteArrayInputStream(wire.toString().getBytes(UTF_8)));
  }

  @Property
  void howTheOctetsArriveDoesNotMatter(
      @ForAll @IntRange(min = 1, max = 40) int step, @ForAll @IntRange(max = 30) int lines)
      throws Exception {
    String wire = "250-" + "line\r\n250-".repeat(lines) + "2.0.0 end\r\n";
    String last = wire.replaceAll("250-(2.0.0 end\r\n)$", "250 $1");
    Reply whole = read(last);
    assertThat(new ReplyReader(slow(last, step)).read()).isEqualTo(whole);
    assertThat(whole.lines()).hasSize(lines + 1);
  }

  @Property
  void codeAndEnhancedStatusAgreeInClass(
      @ForAll @IntRange(min = 200, max = 599) int code,
      @ForAll @IntRange(min = 0, max = 9) int classDigit,
      @ForAll @IntRange(min = 0, max = 999) int detail)
      throws Exception {
    Reply reply = read(code + " " + classDigit + ".1." + detail + " x\r\n");
    assertThat(reply.enhanced().map(EnhancedStatus::classDigit).orElse(code / 100))
        .isEqualTo(code / 100);
    assertThat(reply.toString()).isEqualTo(code + " " + classDigit + ".1." + detail + " x");
  }

  private static void readToTheEnd(InputStream in) {
    ReplyReader reader = new ReplyReader(in);
    try {
      while (true) {
        Reply reply = reader.read();
        assertThat(reply.text().codePoints()).allMatch(Printable::isPrintable);
        assertThat(reply.brief().text()).hasSizeLessThanOrEqualTo(Reply.MOST_TEXT);
      }
    } catch (IOException | MalformedReply e) {
      assertThat(e).hasMessageNotContaining("\0");
    }
  }

  private static Reply read(String wire) throws IOException, MalformedReply {
    return reader(wire).read();
  }

  private static ReplyReader reader(String wire) {
    return new ReplyReader(new ByteArrayInputStream(wire.getBytes(UTF_8)));
  }

  private static InputStream slow(String wire, int step) {
    return new ByteArrayInputStream(wire.getBytes(UTF_8)) {
      @Override
      public synchronized int read(byte[] octets, int offset, int length) {
        return super.read(octets, offset, Math.min(step, length));
      }
    };
  }

  private static InputStream endless(String start, String repeated) {
    byte[] then = repeated.getBytes(ISO_8859_1);
    InputStream forever =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            return then[at++ % then.length];
          }

          @Override
          public int read(byte[] octets, int offset, int length) {
            for (int i = 0; i < length; i++) {
              octets[offset + i] = (byte) read();
            }
            return length;
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(start.getBytes(ISO_8859_1)), forever);
  }
}
