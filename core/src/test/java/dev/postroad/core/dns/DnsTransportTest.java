// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsTransportTest {
  private static final Name NAME = Name.fromConstantString("example.com.");
  private final Message query = query();

  @Test
  void queryItselfIsNoAnswer() {
    assertThat(answerIn(query.toWire())).isEmpty();
  }

  @Test
  void caseOfTheQuestionMakesNoDifference() {
    assertThat(answerIn(reply("EXAMPLE.com.", Type.MX, Rcode.NOERROR))).isPresent();
  }

  @Test
  void answerToAnotherTypeIsNone() {
    assertThat(answerIn(reply("example.com.", Type.A, Rcode.NOERROR))).isEmpty();
  }

  @Test
  void onlyAnErrorMayLeaveTheQuestionOut() {
    Message bare = new Message(4711);
    bare.getHeader().setFlag(Flags.QR);
    assertThat(answerIn(bare.toWire())).isEmpty();

    bare.getHeader().setRcode(Rcode.FORMERR);
    assertThat(answerIn(bare.toWire())).isPresent();
  }

  @Property
  void noBytesBreakTheReader(@ForAll byte[] bytes) {
    assertThat(answerIn(bytes)).isEmpty();
  }

  @Property
  void noBytesAfterAFittingHeadBreakTheReader(
      @ForAll @Size(max = 300) byte[] rest, @ForAll @ByteRange(min = 0, max = 5) byte counts) {
    byte[] head = reply("example.com.", Type.MX, Rcode.NOERROR);
    byte[] wire = java.util.Arrays.copyOf(head, head.length + rest.length);
    System.arraycopy(rest, 0, wire, head.length, rest.length);
    wire[7] = counts;
    wire[9] = counts;

    answerIn(wire).ifPresent(DnsTransportTest::follow);
  }

  @Property
  void noDamageBreaksTheReader(@ForAll @IntRange(min = 0, max = 80) int at, @ForAll byte damage) {
    byte[] wire = answer();
    wire[at % wire.length] = damage;

    answerIn(wire).ifPresent(DnsTransportTest::follow);
  }

  private Optional<Message> answerIn(byte[] wire) {
    return DnsTransport.answerIn(ByteBuffer.wrap(wire), query);
  }

  private static Message query() {
    Message query = new Message(4711);
    query.addRecord(Record.newRecord(NAME, Type.MX, DClass.IN), Section.QUESTION);
    return query;
  }

  private static void follow(Message message) {
    DnsAnswer<Record> read =
        new AnswerReader(message, NAME, Type.MX, Duration.ofDays(1), true).read(record -> record);

    assertThat(read).isNotNull();
  }

  private static byte[] answer() {
    try {
      Message message = new Message(reply("example.com.", Type.MX, Rcode.NOERROR));
      message.addRecord(
          Record.fromString(NAME, Type.MX, DClass.IN, 300, "10 mx.example.com.", Name.root),
          Section.ANSWER);
      return message.toWire();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] reply(String name, int type, int rcode) {
    Message message = new Message(4711);
    message.getHeader().setFlag(Flags.QR);
    message.getHeader().setRcode(rcode);
    message.addRecord(
        Record.newRecord(Name.fromConstantString(name), type, DClass.IN), Section.QUESTION);
    return message.toWire();
  }
}
