// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import dev.postroad.core.domain.Network;
import dev.postroad.core.mx.AddressPreference;
import dev.postroad.core.mx.MxSettings;
import dev.postroad.core.smtp.SmtpTimeouts;
import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every key of the MxRemoteDelivery mailet, declared once, RemoteDelivery's among them. */
public final class DeliveryKeys {

  /**
   * Keys that belong together in the reference.
   *
   * @param title of the section
   * @param keys in the order they are told
   */
  public record Section(String title, List<Key<?>> keys) {}

  // The queue, and what becomes of mail.

  public static final Key<String> OUTGOING =
      Key.of(
              "outgoing",
              ValueTypes.OUTGOING_QUEUE,
              "outgoing",
              "Name of James' mail queue that mail waits in. Two mailets with different settings"
                  + " need two queues: whoever takes a mail from a queue delivers it by its own"
                  + " settings.")
          .defaultsTo("outgoing");

  public static final Key<String> BOUNCE_PROCESSOR =
      Key.of(
              "bounceProcessor",
              ValueTypes.TEXT,
              "bounces",
              "Processor that gets mail which failed, reduced to the recipients that failed, with"
                  + " the attributes that `DSNBounce` and the `RemoteDeliveryFailedWith…` matchers"
                  + " read: one mail for each different reply, eight at the most; the recipient's"
                  + " own address in it makes no difference.")
          .unsetMeans("James itself tells the sender");

  public static final Key<String> ON_SUCCESS =
      Key.of(
              "onSuccess",
              ValueTypes.TEXT,
              "delivered",
              "Processor that gets mail which was delivered, reduced to the recipients that got"
                  + " it.")
          .unsetMeans("nothing is done");

  public static final Key<DeferralPlace> DEFERRAL =
      Key.of(
              "deferral",
              ValueTypes.oneOf(DeferralPlace.class),
              "repository",
              "Where mail waits for its next attempt: in the `queue`, or in a mail `repository`,"
                  + " `deferralRepository`. `auto` takes the queue if it is one of James' own in which"
                  + " mail can wait (memory, file, Pulsar), else a repository: RabbitMQ's ignores"
                  + " delays, and ActiveMQ and JMS show nothing of what is behind some hundred mails"
                  + " that wait. `queue` is for a queue of another make that honours delays; James"
                  + " does not start if the queue is known to ignore them.")
          .defaultsTo("auto");

  public static final Key<String> DEFERRAL_REPOSITORY =
      Key.of(
              "deferralRepository",
              ValueTypes.REPOSITORY,
              "cassandra://var/mail/postroad-deferred/outgoing/node-1",
              "URL of the mail repository where mail waits that operators hold, and, if `deferral`"
                  + " says that it waits in one, mail that was deferred. It belongs to one James alone:"
                  + " where several share their repositories,"
                  + " as a Cassandra cluster does, each needs one of its own here, such as"
                  + " `cassandra://var/mail/postroad-deferred/outgoing/${env:NODE}` with a name that"
                  + " stays when a container is made anew. To take over the mail of a node that is"
                  + " gone for good, reprocess its repository with WebAdmin.")
          .unsetMeans(
              "`var/mail/postroad-deferred/QUEUE` under James' default protocol, whatever this"
                  + " machine is called");

  public static final Key<Boolean> USE_PRIORITY =
      Key.of(
              "usePriority",
              ValueTypes.BOOLEAN,
              "true",
              "Whether a mail that was deferred once waits in the queue with the lowest priority,"
                  + " and a mail's priority is passed on to peers that offer MT-PRIORITY (RFC"
                  + " 6710).")
          .defaultsTo("false");

  public static final Key<Boolean> SEND_PARTIAL =
      Key.of(
              "sendpartial",
              ValueTypes.BOOLEAN,
              "true",
              "Accepted for the sake of RemoteDelivery's configurations. It is always true in"
                  + " effect: each recipient has a result of its own, and one that is refused"
                  + " keeps nobody else from the mail. `false` is answered with a warning.")
          .alias("sendPartial", "mail.smtp.sendpartial", "mail.smtps.sendpartial")
          .defaultsTo("true");

  public static final Key<Boolean> DEBUG =
      Key.of(
              "debug",
              ValueTypes.BOOLEAN,
              "true",
              "Whether each step of each delivery is logged, instead of its outcome alone: of all"
                  + " MxRemoteDelivery as soon as one says so, since they share connections.")
          .alias("mail.debug")
          .defaultsTo("false");

  // When to try again.

  public static final Key<List<Duration>> RETRY =
      Key.of(
              "retry",
              new ValueType<>(
                  "durations, separated by commas, none shorter than the one before",
                  Schedules::parseRetry),
              "5m, 15m, 1h, 4h",
              "How long to wait after the first attempt that failed for now, the second, and so"
                  + " on; the last one repeats until the mail expires. `3*5m` is short for `5m,"
                  + " 5m, 5m`. James' queues cannot count beyond 24 days: a mail that waits in one is"
                  + " tried after 20 days at the latest.")
          .defaultsTo("5m, 10m, 20m, 40m, 1h, 2h, 4h");

  public static final Key<Duration> EXPIRY =
      Key.of(
              "expiry",
              new ValueType<>(
                  ValueTypes.DURATION.grammar(),
                  text -> ValueTypes.positive(Durations.parse(text))),
              "5d",
              "How long after its first attempt a mail is given up and its sender told. The last"
                  + " attempt falls on this moment. With `delayTime` or `maxRetries`, and without"
                  + " this key, only their number counts.")
          .defaultsTo("5d");

  public static final Key<Integer> JITTER =
      Key.of(
              "jitter",
              ValueTypes.PERCENT,
              "10%",
              "How much a delay is lengthened at random, so that mail deferred together does not"
                  + " come back together. Delays are never shortened. With `delayTime` or"
                  + " `maxRetries` it is `0%` unless given.")
          .defaultsTo("10%");

  public static final Key<List<Duration>> DELAY_TIME =
      Key.of(
              "delayTime",
              new ValueType<>(
                  "`[N*]DELAY`, separated by commas; a bare number is in milliseconds",
                  Schedules::parseDelayTime),
              "3*1m, 5*10m, 4*1h",
              "RemoteDelivery's schedule: delays, each so many times. Fewer delays than"
                  + " `maxRetries` repeat the last one, more raise it. Instead of `retry`, not"
                  + " beside it.")
          .unsetMeans("`retry` decides; `6h` if `maxRetries` is given");

  public static final Key<Integer> MAX_RETRIES =
      Key.of(
              "maxRetries",
              ValueTypes.integer(0, 100_000),
              "5",
              "RemoteDelivery's limit: how many attempts may follow the first. Instead of `retry`,"
                  + " not beside it.")
          .unsetMeans("`retry` and `expiry` decide; `5` if `delayTime` is given");

  public static final Key<Integer> MAX_DNS_PROBLEM_RETRIES =
      Key.of(
              "maxDnsProblemRetries",
              ValueTypes.integer(0, 1_000),
              "2",
              "How often a mail is deferred before the DNS is believed that its domain does not"
                  + " exist or has no host for mail. Answers that are temporary by themselves"
                  + " (SERVFAIL, time-outs) are always deferred, by `retry`; a null MX is always"
                  + " believed.")
          .defaultsTo("0");

  // Which hosts.

  public static final Key<List<InetSocketAddress>> DNS =
      Key.of(
              "dns",
              ValueTypes.listOf(
                  "addresses with or without port, separated by commas", Addresses::server),
              "192.0.2.53, [2001:db8::53]:5353",
              "Name servers to ask instead of James' own, in this order; their port is 53 unless"
                  + " given.")
          .unsetMeans("the servers in James' `dnsservice.xml`");

  public static final Key<Integer> PORT =
      Key.of(
              "port",
              ValueTypes.PORT,
              "2525",
              "Port of MX hosts. Only a test bed has another than 25; a relay's port belongs to"
                  + " the relay.")
          .defaultsTo("25");

  public static final Key<List<String>> SELF =
      Key.of(
              "self",
              ValueTypes.listOf("names and addresses, separated by commas", Addresses::self),
              "mx1.example.org, 192.0.2.25",
              "Names and addresses under which the world reaches this server, beside those that"
                  + " James knows. An MX that is ourselves is left out, with all that are no better,"
                  + " so that mail does not go in circles.")
          .unsetMeans("what James knows of itself");

  public static final Key<List<Network>> ALLOW_NETWORK =
      Key.of(
              "allowNetwork",
              ValueTypes.NETWORKS,
              "10.1.0.0/16",
              "Networks that MX hosts may be in although they are forbidden.")
          .unsetMeans("none");

  public static final Key<List<Network>> FORBID_NETWORK =
      Key.of(
              "forbidNetwork",
              ValueTypes.NETWORKS,
              "203.0.113.0/24",
              "Networks that no mail is sent to, whatever a domain's MX records say, beside those"
                  + " that are forbidden always: the special-purpose ones (loopback, private,"
                  + " shared, link-local, test, translation, multicast and reserved) "
                  + forbiddenAlways()
                  + ". Designated relays may be anywhere.")
          .unsetMeans("only those that are forbidden always");

  public static final Key<AddressPreference> ADDRESS_PREFERENCE =
      Key.of(
              "addressPreference",
              ValueTypes.oneOf(AddressPreference.class),
              "ipv4",
              "Which address families are used: `any` takes both in turn, `ipv4` and `ipv6` take"
                  + " both in turn beginning with that one, `ipv4-only` and `ipv6-only` just one.")
          .defaultsTo("any");

  // Connections.

  public static final Key<String> HELO_NAME =
      Key.of(
              "heloName",
              new ValueType<>("host name, or address in brackets", Addresses::heloName),
              "mail.example.org",
              "What we call ourselves after EHLO. The world expects the name that our address"
                  + " resolves to.")
          .alias("mail.smtp.localhost", "mail.smtps.localhost")
          .unsetMeans("James' default domain");

  public static final Key<List<InetAddress>> BIND =
      Key.of(
              "bind",
              ValueTypes.listOf("addresses, separated by commas", ValueTypes.ADDRESS.parser()),
              "192.0.2.25, 2001:db8::25",
              "Local addresses that connections come from, at most one of each family; a family"
                  + " without one lets the system choose.")
          .alias("mail.smtp.localaddress", "mail.smtps.localaddress")
          .unsetMeans("the system chooses");

  public static final Key<Boolean> PIPELINING =
      Key.of(
              "pipelining",
              ValueTypes.BOOLEAN,
              "false",
              "Whether commands are sent in groups to peers that offer PIPELINING (RFC 2920).")
          .defaultsTo("true");

  public static final Key<Boolean> CHUNKING =
      Key.of(
              "chunking",
              ValueTypes.BOOLEAN,
              "false",
              "Whether messages are sent with BDAT to peers that offer CHUNKING (RFC 3030).")
          .defaultsTo("true");

  public static final Key<Map<String, Duration>> TIMEOUTS =
      Key.of(
              "timeouts",
              new ValueType<>("`STAGE=DURATION`, separated by blanks", StageTimeouts::read),
              "connect=10s final-dot=20m",
              "How long to wait at a stage of a session: `connect`, `greeting`, `command` (EHLO,"
                  + " STARTTLS, AUTH, RSET), `mail`, `rcpt`, `data`, `block` (for the peer to take"
                  + " a block of the message), `final-dot`, `quit`. Stages that are not named keep"
                  + " their default, or what `timeout` says. However many replies come just in time:"
                  + " a mail's recipients and message together have half an hour, and a second more"
                  + " for every 8 kB.")
          .defaultsTo(StageTimeouts.write(SmtpTimeouts.STANDARD));

  public static final Key<Duration> TIMEOUT =
      Key.of(
              "timeout",
              ValueTypes.MILLIS,
              "180000",
              "One time-out for every stage from the greeting to the final dot, as RemoteDelivery"
                  + " has it.")
          .alias("mail.smtp.timeout", "mail.smtps.timeout")
          .unsetMeans("each stage has its own");

  public static final Key<Duration> CONNECTION_TIMEOUT =
      Key.of(
              "connectiontimeout",
              ValueTypes.MILLIS,
              "60000",
              "Time-out for making a connection, as RemoteDelivery has it; the same as `connect=`"
                  + " in `timeouts`.")
          .alias("connectionTimeout", "mail.smtp.connectiontimeout", "mail.smtps.connectiontimeout")
          .unsetMeans("what `timeouts` says");

  // TLS.

  public static final Key<TlsDemand.Level> TLS =
      Key.of(
              "tls",
              ValueTypes.TLS_LEVEL,
              "require",
              "What TLS must prove before mail travels: `none` never uses it; `opportunistic` uses"
                  + " it where offered, and sends in clear where it is not or where it fails;"
                  + " `require` sends encrypted or not at all; `verify` wants a certificate that"
                  + " is trusted and in the host's name, too. A rule or a relay that says something"
                  + " else of its own mail has its way.")
          .unsetMeans("`opportunistic`; `verify` with `gatewayUsername`");

  public static final Key<String> TLS_TRUST =
      Key.of(
              "tlsTrust",
              new ValueType<>("`file://…`", DeliveryKeys::fileReference),
              "file://conf/trusted.pem",
              "Certificates that are trusted where TLS is verified: PEM, or a PKCS #12 store"
                  + " without password.")
          .unsetMeans("what the Java runtime trusts");

  public static final Key<Boolean> START_TLS =
      Key.of(
              "startTLS",
              ValueTypes.BOOLEAN,
              "true",
              "RemoteDelivery's way to say `tls=verify`. `false` is RemoteDelivery's default, mail"
                  + " in clear; here it leaves the default, `opportunistic`, and is answered with a"
                  + " warning: write `tls` as `none` to forbid TLS.")
          .alias("mail.smtp.starttls.enable")
          .unsetMeans("`tls` decides");

  public static final Key<Boolean> SSL_ENABLE =
      Key.of(
              "sslEnable",
              ValueTypes.BOOLEAN,
              "true",
              "TLS from the first byte, on port 465 unless given, with the certificate verified,"
                  + " for a `gateway` only. Unlike RemoteDelivery it never falls back to clear"
                  + " text.")
          .defaultsTo("false");

  public static final Key<Boolean> VERIFY_SERVER_IDENTITY =
      Key.of(
              "verifyServerIdentity",
              ValueTypes.BOOLEAN,
              "false",
              "`false` makes `startTLS` and `sslEnable` demand `require` instead of `verify`:"
                  + " encrypted, to whomever.")
          .alias("mail.smtp.ssl.checkserveridentity", "mail.smtps.ssl.checkserveridentity")
          .defaultsTo("true");

  /** All keys, in the order of the reference. */
  public static final List<Section> SECTIONS =
      List.of(
          new Section(
              "The queue, and what becomes of mail",
              List.of(
                  OUTGOING,
                  BOUNCE_PROCESSOR,
                  ON_SUCCESS,
                  DEFERRAL,
                  DEFERRAL_REPOSITORY,
                  USE_PRIORITY,
                  SEND_PARTIAL,
                  DEBUG)),
          new Section(
              "When to try again",
              List.of(RETRY, EXPIRY, JITTER, DELAY_TIME, MAX_RETRIES, MAX_DNS_PROBLEM_RETRIES)),
          new Section(
              "Which hosts",
              List.of(DNS, PORT, SELF, ALLOW_NETWORK, FORBID_NETWORK, ADDRESS_PREFERENCE)),
          new Section("How much at once", LimitKeys.ALL),
          new Section(
              "Connections",
              List.of(
                  HELO_NAME, BIND, PIPELINING, CHUNKING, TIMEOUTS, TIMEOUT, CONNECTION_TIMEOUT)),
          new Section(
              "TLS", List.of(TLS, TLS_TRUST, START_TLS, SSL_ENABLE, VERIFY_SERVER_IDENTITY)),
          new Section("One gateway for all mail", GatewayKeys.ALL));

  /** All keys, what is refused, and what must hold between values. */
  public static final KeySet ALL =
      new KeySet(
          SECTIONS.stream().flatMap(DeliveryKeys::keysOf).toList(),
          DeliveryChecks.REFUSED,
          DeliveryChecks.ALL);

  private DeliveryKeys() {}

  private static String forbiddenAlways() {
    return MxSettings.NOT_PUBLIC.stream()
        .map(network -> "`" + network + "`")
        .collect(Collectors.joining(", "));
  }

  private static Stream<Key<?>> keysOf(Section section) {
    return section.keys().stream();
  }

  private static String fileReference(String text) throws InvalidValueException {
    if (!FileResolver.isReference(text)) {
      throw new InvalidValueException("a file is needed", "write file://conf/trusted.pem");
    }
    return text;
  }
}
