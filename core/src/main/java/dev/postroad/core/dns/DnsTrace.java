// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Hears every exchange with a DNS server, as it happens, for whoever wants to see the bare facts.
 */
public interface DnsTrace {

  /** Hears nothing. */
  DnsTrace NONE =
      new DnsTrace() {
        @Override
        public void answered(Answered answered) {}

        @Override
        public void unanswered(String question, InetSocketAddress server, String why) {}
      };

  /** A server answered. */
  void answered(Answered answered);

  /** A server did not answer, or not with anything that can be read. */
  void unanswered(String question, InetSocketAddress server, String why);

  /**
   * An answer as received, each record in presentation form.
   *
   * @param question such as {@code MX example.com.}
   * @param tcp whether it came over TCP
   * @param status {@code NOERROR}, {@code NXDOMAIN}, {@code SERVFAIL}, …
   * @param flags those set, such as {@code qr aa ad}
   */
  record Answered(
      String question,
      InetSocketAddress server,
      boolean tcp,
      Duration took,
      String status,
      String flags,
      List<String> answer,
      List<String> authority,
      List<String> additional) {}
}
