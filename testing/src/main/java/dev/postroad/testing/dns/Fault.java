// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.xbill.DNS.Rcode;

/**
 * A way to answer wrongly, or late, or not at all. Immutable; set with {@link
 * AuthoritativeDns#fault}.
 *
 * <p>A reply that is wrong in its id, question or source carries a <em>forged</em> answer (an MX of
 * {@code forged.invalid}, addresses 127.66.66.66 and 100::6666, NXDOMAIN for other types), so that
 * a client that believes it gives itself away.
 *
 * <pre>{@code
 * dns.fault("example.com", "MX", Fault.servfail()).times(2);
 * dns.fault("mx1.example.com", "A", Fault.wrongId().thenRight());
 * dns.fault("*", "*", Fault.silence().overUdpOnly());
 * dns.fault("slow.example", "*", Fault.none().delayedBy(Duration.ofMillis(300)));
 * }</pre>
 */
public final class Fault {
  enum Kind {
    NONE,
    RCODE,
    SILENCE,
    WRONG_ID,
    WRONG_QUESTION,
    WRONG_SOURCE,
    TRUNCATED,
    GARBAGE,
    EMPTY,
    LAME,
    AUTHENTIC,
    NOT_AUTHENTIC,
    HUGE,
    CNAME_LOOP,
    CLOSED
  }

  private final Kind kind;
  private final int number;
  private final byte[] bytes;
  private final Optional<InetSocketAddress> source;
  private final Duration delay;
  private final boolean thenRight;
  private final Optional<Transport> only;

  private Fault(
      Kind kind,
      int number,
      byte[] bytes,
      Optional<InetSocketAddress> source,
      Duration delay,
      boolean thenRight,
      Optional<Transport> only) {
    this.kind = kind;
    this.number = number;
    this.bytes = bytes;
    this.source = source;
    this.delay = delay;
    this.thenRight = thenRight;
    this.only = only;
  }

  /** The right answer; useful with {@link #delayedBy}. */
  public static Fault none() {
    return of(Kind.NONE);
  }

  /** The answer SERVFAIL. */
  public static Fault servfail() {
    return rcode(Rcode.SERVFAIL);
  }

  /** The answer REFUSED. */
  public static Fault refused() {
    return rcode(Rcode.REFUSED);
  }

  /** The answer NXDOMAIN, with the zone's SOA as in an honest one. */
  public static Fault nxdomain() {
    return rcode(Rcode.NXDOMAIN);
  }

  /** An answer without records that has the given RCODE, 0 to 15. */
  public static Fault rcode(int rcode) {
    if (rcode < 0 || rcode > 15) {
      throw new IllegalArgumentException("an RCODE is 0 to 15, not " + rcode);
    }
    return new Fault(
        Kind.RCODE, rcode, new byte[0], Optional.empty(), Duration.ZERO, false, Optional.empty());
  }

  /** No answer: over UDP nothing comes, over TCP the connection is kept open until closed. */
  public static Fault silence() {
    return of(Kind.SILENCE);
  }

  /** A forged answer whose id is not the question's. */
  public static Fault wrongId() {
    return of(Kind.WRONG_ID);
  }

  /** A forged answer to another question, {@code wrong.question.invalid}. */
  public static Fault wrongQuestion() {
    return of(Kind.WRONG_QUESTION);
  }

  /** A forged answer from the server's address but another port; over TCP, the right answer. */
  public static Fault wrongPort() {
    return of(Kind.WRONG_SOURCE);
  }

  /**
   * A forged answer from another address; over TCP, the right answer.
   *
   * @param source a local address to send from; port 0 means the server's own port number
   */
  public static Fault wrongSource(InetSocketAddress source) {
    return new Fault(
        Kind.WRONG_SOURCE,
        0,
        new byte[0],
        Optional.of(source),
        Duration.ZERO,
        false,
        Optional.empty());
  }

  /** Over UDP an empty answer with TC set; over TCP the whole one. */
  public static Fault truncated() {
    return of(Kind.TRUNCATED);
  }

  /** Bytes that are no DNS message; over TCP with a length prefix that fits. */
  public static Fault garbage() {
    return garbage(new byte[] {'n', 'o', ' ', 'd', 'n', 's', (byte) 0xff, 0, (byte) 0xc0, 12});
  }

  /** The given bytes in place of a message; over TCP with a length prefix that fits. */
  public static Fault garbage(byte[] bytes) {
    return new Fault(
        Kind.GARBAGE, 0, bytes.clone(), Optional.empty(), Duration.ZERO, false, Optional.empty());
  }

  /** NOERROR without records and without the SOA that would make it a proper NODATA. */
  public static Fault empty() {
    return of(Kind.EMPTY);
  }

  /** A referral to a server elsewhere, as a server gives that does not hold the zone. */
  public static Fault lame() {
    return of(Kind.LAME);
  }

  /**
   * The right answer with the AD bit forced on or off, whatever the client asked.
   *
   * @param ad the bit's value
   */
  public static Fault authentic(boolean ad) {
    return of(ad ? Kind.AUTHENTIC : Kind.NOT_AUTHENTIC);
  }

  /**
   * Very many records of the type asked for; over UDP this truncates.
   *
   * @param records how many are tried; a message ends at 64 KiB
   */
  public static Fault huge(int records) {
    return new Fault(
        Kind.HUGE, records, new byte[0], Optional.empty(), Duration.ZERO, false, Optional.empty());
  }

  /** Aliases that lead back to the name asked for. */
  public static Fault cnameLoop() {
    return of(Kind.CNAME_LOOP);
  }

  /** Over TCP the connection is closed without an answer; over UDP no answer comes. */
  public static Fault closed() {
    return of(Kind.CLOSED);
  }

  /** The same, but every reply leaves only after the delay. */
  public Fault delayedBy(Duration delay) {
    return new Fault(kind, number, bytes, source, delay, thenRight, only);
  }

  /** The same, but the right answer follows the wrong one. */
  public Fault thenRight() {
    return new Fault(kind, number, bytes, source, delay, true, only);
  }

  /** The same, but questions over TCP are answered rightly. */
  public Fault overUdpOnly() {
    return new Fault(kind, number, bytes, source, delay, thenRight, Optional.of(Transport.UDP));
  }

  /** The same, but questions over UDP are answered rightly. */
  public Fault overTcpOnly() {
    return new Fault(kind, number, bytes, source, delay, thenRight, Optional.of(Transport.TCP));
  }

  @Override
  public String toString() {
    return kind == Kind.RCODE ? Rcode.string(number) : kind.name();
  }

  Kind kind() {
    return kind;
  }

  int number() {
    return number;
  }

  byte[] bytes() {
    return bytes;
  }

  Optional<InetSocketAddress> source() {
    return source;
  }

  Duration delay() {
    return delay;
  }

  boolean followedByRight() {
    return thenRight;
  }

  boolean concerns(Transport transport) {
    return only.isEmpty() || only.get() == transport;
  }

  private static Fault of(Kind kind) {
    return new Fault(
        kind, 0, new byte[0], Optional.empty(), Duration.ZERO, false, Optional.empty());
  }
}
