// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AnswerReaderTest {
  private static final Name NAME = Name.fromConstantString("example.com.");
  private final Message message = new Message(4711);

  @Test
  void truncatedAnswerIsNone() {
    message.getHeader().setFlag(Flags.TC);

    assertThat(defect()).hasValue("only a part of its answer, over TCP too");
  }

  @Test
  void recordsOfAnotherNameAreNoAnswer() {
    add(Section.ANSWER, "other.example.", Type.MX, DClass.IN, "1 evil.example.");

    assertThat(defect()).hasValue("what was not asked for");
  }

  @Test
  void recordsOfAnotherClassAreNoAnswer() {
    add(Section.ANSWER, "example.com.", Type.MX, DClass.CH, "1 evil.example.");

    assertThat(defect()).hasValue("what was not asked for");
  }

  @Test
  void nxdomainBesideRecordsOfTheNameIsNoAnswer() {
    message.getHeader().setRcode(Rcode.NXDOMAIN);
    add(Section.ANSWER, "example.com.", Type.MX, DClass.IN, "1 mx.example.com.");

    assertThat(defect()).hasValue("NXDOMAIN, and gives records of the name");
  }

  @Test
  void strangeRecordsBesideTheSoaOfTheZoneAreIgnored() {
    add(Section.ANSWER, "other.example.", Type.MX, DClass.IN, "1 evil.example.");
    add(Section.AUTHORITY, "example.com.", Type.SOA, DClass.IN, "ns. admin. 1 2 3 4 5");

    assertThat(defect()).isEmpty();
  }

  @Test
  void emptyAnswerAndAliasToNowhereAreAnswers() {
    assertThat(defect()).isEmpty();

    message.getHeader().setRcode(Rcode.NXDOMAIN);
    add(Section.ANSWER, "example.com.", Type.CNAME, DClass.IN, "gone.example.");

    assertThat(defect()).isEmpty();
  }

  private Optional<String> defect() {
    return new AnswerReader(message, NAME, Type.MX, Duration.ZERO, false).defect();
  }

  private void add(int section, String name, int type, int dclass, String data) {
    try {
      message.addRecord(
          Record.fromString(Name.fromConstantString(name), type, dclass, 300, data, Name.root),
          section);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
