// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Envelope.ReturnContent;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.message.Recipient.Notify;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.testing.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail to a real Postfix, with each of its extensions there and not there. */
class PostfixInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path WORK = Build.work("postfix");
  private static final Mailbox AMY = Mailbox.parse("amy@" + Postfix.DOMAIN);

  /** Mostly not ASCII, so base64 is the shorter encoding. */
  private static final String GREETINGS = "Grüße\r\n.Grüße\r\n";

  private static Path authority;
  private static TlsContexts trust;
  private static Postfix postfix;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Optional<String> missing = PostfixPackage.missing(WORK);
    assumeTrue(missing.isEmpty(), () -> "no Postfix: " + missing.orElse(""));
    TestCertificates certificates = TestCertificates.create();
    Path directory = Files.createTempDirectory(Files.createDirectories(WORK), "run");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    authority = directory.resolve("authority.pem");
    certificates.writeRootPem(authority);
    trust = TlsContexts.trusting(authority, new char[0]);
    postfix = Postfix.start(directory, certificates.issue("127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    if (postfix != null) {
      postfix.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Postfix.Service.class,
      names = {"FULL", "BARE", "CLEAR", "NO_CHUNKING", "NO_PIPELINING"})
  void messageArrivesOctetForOctetWhateverIsOffered(Postfix.Service service) {
    String id = id();
    byte[] message = message(id, "first\r\n.\r\n..two dots\r\n\r\n.one dot\r\nlast\r\n");

    DeliveryReport report = send(service, Level.OPPORTUNISTIC, to("bob", "carl", "dora"), message);

    assertThat(report.with(Disposition.DELIVERED)).hasSize(3);
    for (String received : arrived(id, 3)) {
      assertThat(received).endsWith(asStored(message));
    }
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(goodbyes(service))
                    .anyMatch(line -> line.contains(service.chunking() ? " bdat=" : " data=")));
  }

  @Test
  void tlsIsVerifiedAndUsed() {
    String id = id();
    DeliveryReport report =
        send(Postfix.Service.FULL, Level.VERIFY, to("bob"), message(id, "sealed\r\n"));

    assertThat(report.with(Disposition.DELIVERED)).hasSize(1);
    assertThat(arrived(id, 1).get(0)).contains("using TLSv1.3 with cipher", "with ESMTPS id");
  }

  @Test
  void mailThatDemandsTlsWaitsWhereThereIsNone() {
    DeliveryReport report =
        send(Postfix.Service.CLEAR, Level.REQUIRE, to("bob"), message(id(), "sealed\r\n"));

    assertThat(report.with(Disposition.DEFERRED)).hasSize(1);
  }

  @Test
  void eightBitMessageArrivesOctetForOctetWhereEightBitsAreOffered() {
    String id = id();
    byte[] message = eightBit(id);

    assertDelivered(send(Postfix.Service.FULL, Level.OPPORTUNISTIC, to("bob"), message));

    assertThat(arrived(id, 1).get(0)).endsWith(asStored(message));
  }

  @Test
  void eightBitMessageIsEncodedWhereEightBitsAreNotOffered() {
    String id = id();

    assertDelivered(send(Postfix.Service.BARE, Level.OPPORTUNISTIC, to("bob"), eightBit(id)));

    String arrived = arrived(id, 1).get(0);
    assertThat(arrived).contains("Content-Transfer-Encoding: base64");
    String body = arrived.substring(arrived.indexOf("\n\n") + 2);
    assertThat(new String(Base64.getMimeDecoder().decode(body), UTF_8)).isEqualTo(GREETINGS);
  }

  @Test
  void internationalAddressIsSentWhereSmtpUtf8IsOffered() {
    String id = id();
    Recipient recipient = Recipient.of(Mailbox.parse("jürgen@" + Postfix.DOMAIN));

    assertDelivered(
        send(
            Postfix.Service.FULL,
            Level.OPPORTUNISTIC,
            Envelope.of(Optional.of(AMY), List.of(recipient)),
            message(id, "hello\r\n")));

    assertThat(new String(arrived(id, 1).get(0).getBytes(ISO_8859_1), UTF_8))
        .contains("with UTF8SMTPS id", "jürgen@" + Postfix.DOMAIN);
  }

  @Test
  void internationalAddressFailsWhereSmtpUtf8IsNotOffered() {
    Recipient recipient = Recipient.of(Mailbox.parse("jürgen@" + Postfix.DOMAIN));
    DeliveryReport report =
        send(
            Postfix.Service.BARE,
            Level.OPPORTUNISTIC,
            Envelope.of(Optional.of(AMY), List.of(recipient)),
            message(id(), "hello\r\n"));

    assertThat(report.with(Disposition.FAILED))
        .singleElement()
        .satisfies(failed -> assertThat(failed.status().toString()).contains(" 5.6.7 "));
  }

  @Test
  void wishesForNotificationsReachThePostfixThatCarriesThemOut() {
    String id = id();
    Recipient bob =
        new Recipient(
            Mailbox.parse("bob@" + Postfix.DOMAIN),
            Set.of(Notify.SUCCESS),
            Optional.of("rfc822;robert+2Bx@old.example"));
    Envelope envelope =
        new Envelope(
            Optional.of(AMY), List.of(bob), Optional.of(ReturnContent.HDRS), Optional.of(id), 0);

    DeliveryReport report =
        send(Postfix.Service.FULL, Level.OPPORTUNISTIC, envelope, message(id(), "hello\r\n"));

    assertThat(report.recipients())
        .singleElement()
        .satisfies(delivered -> assertThat(delivered.remoteDsn()).isTrue());
    assertThat(arrived("Original-Envelope-Id: " + id, 1).get(0))
        .contains("Original-Recipient: rfc822;robert+x@old.example")
        .contains("Action: delivered");
  }

  @Test
  void recipientsBeyondTheServersLimitFollowInFurtherTransactions() {
    String id = id();
    String[] names = IntStream.range(0, 35).mapToObj(n -> "user" + n).toArray(String[]::new);

    DeliveryReport report =
        send(
            Postfix.Service.FEW_RECIPIENTS,
            Level.OPPORTUNISTIC,
            to(names),
            message(id, "to all\r\n"));

    assertThat(report.with(Disposition.DELIVERED)).hasSize(names.length);
    List<String> arrived = arrived(id, names.length);
    for (String name : names) {
      assertThat(arrived).filteredOn(text -> text.contains("To: " + name + "@")).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Postfix.Service.class,
      names = {"SMALL", "SMALL_AND_SILENT"})
  void messageThatIsTooLargeFails(Postfix.Service service) {
    DeliveryReport report =
        send(
            service,
            Level.OPPORTUNISTIC,
            to("bob"),
            message(id(), "one of many lines\r\n".repeat(3000)));

    assertThat(report.with(Disposition.FAILED))
        .singleElement()
        .satisfies(failed -> assertThat(failed.status().toString()).startsWith("552 5.3.4 "));
  }

  @ParameterizedTest
  @EnumSource(
      value = Postfix.Service.class,
      names = {"FULL", "NO_PIPELINING", "NO_CHUNKING"})
  void eachRecipientHasTheReplyThatWasMeantForIt(Postfix.Service service) {
    String id = id();

    DeliveryReport report =
        send(service, Level.OPPORTUNISTIC, to("later", "bob", "never"), message(id, "to some\r\n"));

    assertThat(report.recipients())
        .extracting(RecipientReport::disposition)
        .containsExactly(Disposition.DEFERRED, Disposition.DELIVERED, Disposition.FAILED);
    assertThat(report.recipients().get(0).status().toString())
        .startsWith("450 4.2.0 ")
        .contains("come back later");
    assertThat(report.recipients().get(2).status().toString()).startsWith("550 5.1.1 ");
    assertThat(arrived(id, 1).get(0)).contains("To: bob@");
  }

  @ParameterizedTest
  @EnumSource(
      value = Postfix.Service.class,
      names = {"FULL", "NO_CHUNKING"})
  void twentyMegabytesArriveOctetForOctet(Postfix.Service service) throws IOException {
    String id = id();
    byte[] message = message(id, largeBody(20_000_000));

    assertDelivered(send(service, Level.OPPORTUNISTIC, to("bob"), message));

    assertThat(arrived(id, 1).get(0).endsWith(asStored(message))).isTrue();
    postfix.forget();
  }

  @Test
  void commandLineSendsUnderVerifiedTls() throws Exception {
    String id = id();
    Path file = Files.write(WORK.resolve("message.eml"), message(id, "by hand\r\n"));
    Process send =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Build.jar().toString(),
                "send",
                "--from",
                AMY.toString(),
                "--to",
                "bob@" + Postfix.DOMAIN,
                "--eml",
                file.toString(),
                "--relay",
                "smtp://127.0.0.1:" + postfix.address(Postfix.Service.FULL).getPort(),
                "--tls",
                "verify",
                "--trust",
                authority.toString())
            .redirectErrorStream(true)
            .redirectOutput(WORK.resolve("send.out").toFile())
            .start();
    assertThat(send.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(send.exitValue()).as(Files.readString(WORK.resolve("send.out"))).isZero();
    assertThat(arrived(id, 1).get(0)).contains("with ESMTPS id");
  }

  private static void assertDelivered(DeliveryReport report) {
    assertThat(report.recipients())
        .allSatisfy(
            recipient ->
                assertThat(recipient.disposition())
                    .as(recipient.status().toString())
                    .isEqualTo(Disposition.DELIVERED));
  }

  private static DeliveryReport send(
      Postfix.Service service, Level tls, Envelope envelope, byte[] message) {
    return Engine.deliver(
        envelope, message, postfix.address(service), tls, trust, SmtpSettings.STANDARD);
  }

  private static Envelope to(String... names) {
    return Envelope.of(
        Optional.of(AMY),
        Arrays.stream(names)
            .map(name -> Recipient.of(Mailbox.parse(name + "@" + Postfix.DOMAIN)))
            .toList());
  }

  private static List<String> arrived(String text, int count) {
    return await()
        .atMost(LIMIT)
        .until(() -> postfix.messagesWith(text), seen -> seen.size() == count);
  }

  private static List<String> goodbyes(Postfix.Service service) {
    return postfix
        .log()
        .lines()
        .filter(line -> line.contains(service + "/smtpd[") && line.contains(": disconnect from "))
        .toList();
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private static byte[] message(String id, String body) {
    return ("From: <amy@post.example>\r\nTo: undisclosed-recipients:;\r\nSubject: interop\r\n"
            + "Date: Sun, 4 Jan 2026 04:06:07 +0000\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
            + "Message-ID: <"
            + id
            + "@corp.example>\r\n\r\n"
            + body)
        .getBytes(UTF_8);
  }

  private static byte[] eightBit(String id) {
    return message(id, GREETINGS);
  }

  private static String largeBody(int octets) {
    Random random = new Random(20);
    StringBuilder body = new StringBuilder(octets + 100);
    while (body.length() < octets) {
      int length = random.nextInt(78);
      for (int i = 0; i < length; i++) {
        body.append((char) ('.' + random.nextInt(70)));
      }
      body.append("\r\n");
    }
    return body.toString();
  }

  private static String asStored(byte[] message) {
    return new String(message, ISO_8859_1).replace("\r\n", "\n");
  }
}
