// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Asks the DNS. Calls block, for as long as the client's own time-out at the most, and never throw
 * for what the network or a server does: every fault is an answer.
 *
 * <p>Names are absolute; no search path is applied.
 */
public interface DnsClient {

  /** The MX records of a name, unsorted. */
  DnsAnswer<MxRecord> mx(String name);

  /** The A or AAAA records of a host. */
  DnsAnswer<InetAddress> addresses(String host, AddressFamily family);

  /**
   * The SRV records of a name such as {@code _submission._tcp.example.net}, unsorted. A client that
   * cannot ask for them says so, for now.
   */
  default DnsAnswer<SrvRecord> services(String name) {
    return new DnsAnswer.TryAgain<>("this DNS client cannot be asked for SRV records");
  }

  /**
   * Asks without waiting for the answer. A client that can only wait does so elsewhere.
   *
   * @param elsewhere runs what may block; what it refuses to run is told to try again
   * @return completes with an answer, on whichever thread has it; never exceptionally for what the
   *     network or a server does
   */
  default CompletableFuture<DnsAnswer<?>> ask(DnsQuestion question, Executor elsewhere) {
    try {
      return CompletableFuture.supplyAsync(() -> question.put(this), elsewhere);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(
          new DnsAnswer.TryAgain<>("too many look-ups are under way"));
    }
  }

  /**
   * The same answers as far as they are at hand: never blocks, and throws {@link NotKnownException}
   * where the DNS would have to be asked.
   */
  default DnsClient atHand() {
    return new DnsClient() {
      @Override
      public DnsAnswer<MxRecord> mx(String name) {
        throw new NotKnownException(new DnsQuestion(name, DnsQuestion.Type.MX));
      }

      @Override
      public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
        throw new NotKnownException(DnsQuestion.addresses(host, family));
      }

      @Override
      public DnsAnswer<SrvRecord> services(String name) {
        throw new NotKnownException(new DnsQuestion(name, DnsQuestion.Type.SRV));
      }
    };
  }

  /** IPv4 or IPv6. */
  enum AddressFamily {
    IPV4,
    IPV6
  }
}
