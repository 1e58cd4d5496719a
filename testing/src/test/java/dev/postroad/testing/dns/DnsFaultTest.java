// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class DnsFaultTest {
  private static final int SHORT_MILLIS = 150;
  private static final int LONG_MILLIS = 10_000;

  private final AuthoritativeDns dns = AuthoritativeDns.start();
  private DatagramSocket client = newClient();

  @BeforeEach
  void fillZone() {
    dns.zone("example.com").mx(10, "mx1.example.com").a("mx1.example.com", "127.0.0.2");
  }

  @AfterEach
  void close() {
    client.close();
    dns.close();
  }

  @Test
  void codesAreAnsweredAsOftenAsAsked() throws IOException {
    ActiveFault fault = dns.fault("EXAMPLE.com", "mx", Fault.servfail()).times(2);

    assertThat(ask("example.com", Type.MX).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(ask("mx1.example.com", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(ask("example.com", Type.MX).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(mx(ask("example.com", Type.MX))).containsExactly("10 mx1.example.com.");
    assertThat(fault.hits()).isEqualTo(2);
    assertThat(dns.queries("example.com", "MX")).hasSize(3);
  }

  @Test
  void lastFaultCountsUntilHealed() throws IOException {
    dns.fault("*", "*", Fault.refused());
    ActiveFault last = dns.fault("example.com", "*", Fault.rcode(Rcode.NOTIMP));

    assertThat(ask("example.com", Type.MX).getRcode()).isEqualTo(Rcode.NOTIMP);
    last.heal();
    assertThat(ask("example.com", Type.MX).getRcode()).isEqualTo(Rcode.REFUSED);
    dns.heal();
    assertThat(ask("example.com", Type.MX).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void nxdomainOnDemandHasTheSoa() throws IOException {
    dns.fault("example.com", "MX", Fault.nxdomain());

    Message answer = ask("example.com", Type.MX);

    assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(answer.getSection(Section.AUTHORITY)).hasSize(1);
  }

  @Test
  void silenceIsSilent() throws IOException {
    dns.fault("example.com", "MX", Fault.silence());

    send(query("example.com", Type.MX));

    assertNothingComes();
    assertThat(dns.queries("example.com", "MX")).hasSize(1);
  }

  @Test
  void delayHoldsUpOnlyTheFaultyQuestion() throws IOException {
    dns.fault("example.com", "MX", Fault.none().delayedBy(Duration.ofMillis(300)));
    Message slow = query("example.com", Type.MX);
    Message quick = query("mx1.example.com", Type.A);
    long start = System.nanoTime();

    send(slow);
    send(quick);

    assertThat(receive().getHeader().getID()).isEqualTo(quick.getHeader().getID());
    assertThat(receive().getHeader().getID()).isEqualTo(slow.getHeader().getID());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(299));
  }

  @Test
  void wrongIdCarriesALieAndTheTruthFollowsIfWanted() throws IOException {
    dns.fault("example.com", "MX", Fault.wrongId().thenRight());
    Message query = query("example.com", Type.MX);

    send(query);

    Message wrong = receive();
    assertThat(wrong.getHeader().getID()).isNotEqualTo(query.getHeader().getID());
    assertThat(mx(wrong)).containsExactly("0 forged.invalid.");
    Message right = receive();
    assertThat(right.getHeader().getID()).isEqualTo(query.getHeader().getID());
    assertThat(mx(right)).containsExactly("10 mx1.example.com.");
  }

  @Test
  void wrongQuestionIsNotTheOneAsked() throws IOException {
    dns.fault("mx1.example.com", "A", Fault.wrongQuestion());

    Message wrong = ask("mx1.example.com", Type.A);

    assertThat(wrong.getQuestion().getName()).hasToString("wrong.question.invalid.");
    assertThat(wrong.getSection(Section.ANSWER).get(0).rdataToString()).isEqualTo("127.66.66.66");
    assertNothingComes();
  }

  @Test
  void wrongPortAndWrongAddressAreNotTheServers() throws IOException {
    ActiveFault port = dns.fault("example.com", "MX", Fault.wrongPort().thenRight());
    send(query("example.com", Type.MX));
    InetSocketAddress first = receiveFrom();
    assertThat(first.getAddress()).isEqualTo(dns.address().getAddress());
    assertThat(first.getPort()).isNotEqualTo(dns.port());
    assertThat(receiveFrom()).isEqualTo(dns.address());
    port.heal();

    InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 9});
    dns.fault("example.com", "MX", Fault.wrongSource(new InetSocketAddress(other, 0)));
    send(query("example.com", Type.MX));
    assertThat(receiveFrom()).isEqualTo(new InetSocketAddress(other, dns.port()));
    assertNothingComes();
  }

  @Test
  void sourceThatIsNotLocalIsToldAtClose() throws IOException {
    AuthoritativeDns other = AuthoritativeDns.start();
    other.zone("example.com");
    InetAddress notOurs = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
    other.fault("*", "*", Fault.wrongSource(new InetSocketAddress(notOurs, 0)));
    byte[] query = query("example.com", Type.MX).toWire();
    client.send(new DatagramPacket(query, query.length, other.address()));
    assertNothingComes();

    assertThatThrownBy(other::close).hasMessageContaining("failed to answer");
  }

  @Test
  void truncatedOverUdpIsWholeOverTcp() throws IOException {
    dns.fault("example.com", "MX", Fault.truncated());

    Message cut = ask("example.com", Type.MX);
    assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(cut.getSection(Section.ANSWER)).isEmpty();

    assertThat(mx(askOverTcp("example.com", Type.MX))).containsExactly("10 mx1.example.com.");
  }

  @Test
  void garbageIsNoMessage() throws IOException {
    dns.fault("example.com", "MX", Fault.garbage("rubbish".getBytes(US_ASCII)));

    send(query("example.com", Type.MX));
    assertThat(receiveBytes()).isEqualTo("rubbish".getBytes(US_ASCII));

    try (Socket tcp = new Socket(dns.address().getAddress(), dns.port())) {
      writeOverTcp(tcp, query("example.com", Type.MX).toWire());
      DataInputStream in = new DataInputStream(tcp.getInputStream());
      assertThat(in.readUnsignedShort()).isEqualTo(7);
    }
  }

  @Test
  void emptyAndLameAnswersHaveNothingOfUse() throws IOException {
    dns.fault("example.com", "MX", Fault.empty());
    dns.fault("example.com", "A", Fault.lame());

    Message empty = ask("example.com", Type.MX);
    assertThat(empty.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(empty.getSection(Section.AUTHORITY)).isEmpty();
    Message lame = ask("example.com", Type.A);
    assertThat(lame.getHeader().getFlag(Flags.AA)).isFalse();
    assertThat(lame.getSection(Section.ANSWER)).isEmpty();
    assertThat(lame.getSection(Section.AUTHORITY).get(0).getType()).isEqualTo(Type.NS);
  }

  @Test
  void authenticityCanBeForced() throws IOException {
    dns.fault("example.com", "MX", Fault.authentic(true));
    dns.zone("example.com").signed(true);
    dns.fault("mx1.example.com", "A", Fault.authentic(false));
    Message asking = query("mx1.example.com", Type.A);
    asking.getHeader().setFlag(Flags.AD);

    assertThat(ask("example.com", Type.MX).getHeader().getFlag(Flags.AD)).isTrue();
    send(asking);
    assertThat(receive().getHeader().getFlag(Flags.AD)).isFalse();
  }

  @Test
  void hugeAnswerFillsTcp() throws IOException {
    dns.fault("example.com", "MX", Fault.huge(2000));

    assertThat(ask("example.com", Type.MX).getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(askOverTcp("example.com", Type.MX).getSection(Section.ANSWER)).hasSize(2000);
  }

  @Test
  void cnameLoopLeadsBack() throws IOException {
    dns.fault("example.com", "MX", Fault.cnameLoop());

    List<Record> loop = ask("example.com", Type.MX).getSection(Section.ANSWER);

    assertThat(loop.get(0).rdataToString()).isEqualTo(loop.get(1).getName().toString());
    assertThat(loop.get(1).rdataToString()).isEqualTo("example.com.");
  }

  @Test
  void closedHangsUpOverTcp() throws IOException {
    dns.fault("example.com", "MX", Fault.closed().overTcpOnly());

    assertThat(mx(ask("example.com", Type.MX))).hasSize(1);
    assertThatThrownBy(() -> askOverTcp("example.com", Type.MX)).isInstanceOf(EOFException.class);
  }

  @Test
  void faultOverUdpOnlySparesTcp() throws IOException {
    dns.fault("example.com", "MX", Fault.servfail().overUdpOnly());

    assertThat(ask("example.com", Type.MX).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(askOverTcp("example.com", Type.MX).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void severalQuestionsShareAConnection() throws IOException {
    try (Socket tcp = new Socket(dns.address().getAddress(), dns.port())) {
      Message first = query("example.com", Type.MX);
      Message second = query("mx1.example.com", Type.A);
      writeOverTcp(tcp, first.toWire());
      writeOverTcp(tcp, second.toWire());

      assertThat(readOverTcp(tcp).getHeader().getID()).isEqualTo(first.getHeader().getID());
      assertThat(readOverTcp(tcp).getHeader().getID()).isEqualTo(second.getHeader().getID());
    }
  }

  @Test
  void ednsIsEchoedAndWidensTheAnswer() throws IOException {
    for (int i = 0; i < 40; i++) {
      dns.zone("example.com").txt("t.example.com", "some text that takes room " + i);
    }
    Message wide = query("t.example.com", Type.TXT);
    wide.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);

    assertThat(ask("t.example.com", Type.TXT).getHeader().getFlag(Flags.TC)).isTrue();
    send(wide);
    Message answer = receive();
    assertThat(answer.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(answer.getSection(Section.ANSWER)).hasSize(40);
    assertThat(answer.getOPT()).isNotNull();
  }

  @Test
  void oddQuestionsGetTheirCodes() throws IOException {
    Message update = query("example.com", Type.SOA);
    update.getHeader().setOpcode(Opcode.UPDATE);
    send(update);
    assertThat(receive().getRcode()).isEqualTo(Rcode.NOTIMP);

    send(new Message(7));
    assertThat(receive().getRcode()).isEqualTo(Rcode.FORMERR);

    assertThat(ask("example.com", Type.AXFR).getRcode()).isEqualTo(Rcode.REFUSED);

    byte[] cut = Arrays.copyOf(query("example.com", Type.MX).toWire(), 20);
    client.send(new DatagramPacket(cut, cut.length, dns.address()));
    Message answer = receive();
    assertThat(answer.getRcode()).isEqualTo(Rcode.FORMERR);
    assertThat(answer.getHeader().getID()).isEqualTo((cut[0] & 0xff) << 8 | (cut[1] & 0xff));
  }

  @Test
  void rubbishDoesNotEndTheServer() throws IOException {
    Random random = new Random(42);
    for (int i = 0; i < 2000; i++) {
      byte[] rubbish =
          i % 2 == 0 ? new byte[random.nextInt(60)] : query("example.com", Type.MX).toWire();
      for (int spoiled = 0; spoiled < 4 && rubbish.length > 0; spoiled++) {
        rubbish[random.nextInt(rubbish.length)] = (byte) random.nextInt(256);
      }
      client.send(new DatagramPacket(rubbish, rubbish.length, dns.address()));
      if (i % 100 == 99) {
        client.close();
        client = newClient();
        assertThat(mx(ask("example.com", Type.MX))).containsExactly("10 mx1.example.com.");
      }
    }
  }

  @Test
  void rubbishOverTcpDoesNotEndTheServer() throws IOException {
    try (Socket tcp = new Socket(dns.address().getAddress(), dns.port())) {
      tcp.getOutputStream().write(new byte[] {0, 3, 1, 2, 3, (byte) 0xff, (byte) 0xff, 9});
    }

    assertThat(mx(askOverTcp("example.com", Type.MX))).containsExactly("10 mx1.example.com.");
  }

  private static DatagramSocket newClient() {
    try {
      DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      socket.setSoTimeout(LONG_MILLIS);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Message ask(String name, int type) throws IOException {
    send(query(name, type));
    return receive();
  }

  private Message askOverTcp(String name, int type) throws IOException {
    try (Socket tcp = new Socket(dns.address().getAddress(), dns.port())) {
      writeOverTcp(tcp, query(name, type).toWire());
      return readOverTcp(tcp);
    }
  }

  private static void writeOverTcp(Socket tcp, byte[] message) throws IOException {
    DataOutputStream out = new DataOutputStream(tcp.getOutputStream());
    out.writeShort(message.length);
    out.write(message);
  }

  private static Message readOverTcp(Socket tcp) throws IOException {
    tcp.setSoTimeout(LONG_MILLIS);
    DataInputStream in = new DataInputStream(tcp.getInputStream());
    byte[] message = new byte[in.readUnsignedShort()];
    in.readFully(message);
    return new Message(message);
  }

  private void send(Message query) throws IOException {
    byte[] bytes = query.toWire();
    client.send(new DatagramPacket(bytes, bytes.length, dns.address()));
  }

  private Message receive() throws IOException {
    return new Message(receiveBytes());
  }

  private byte[] receiveBytes() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    client.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private InetSocketAddress receiveFrom() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    client.receive(packet);
    return (InetSocketAddress) packet.getSocketAddress();
  }

  private void assertNothingComes() throws IOException {
    client.setSoTimeout(SHORT_MILLIS);
    assertThatThrownBy(this::receiveBytes).isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout(LONG_MILLIS);
  }

  private static Message query(String name, int type) throws IOException {
    return Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
  }

  private static List<String> mx(Message answer) {
    return answer.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
  }
}
