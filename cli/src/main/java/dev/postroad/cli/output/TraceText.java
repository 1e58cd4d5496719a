// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.core.dns.DnsTrace;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.Printable;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;

/**
 * Prints what name servers were asked and what they answered, each answer with its three lists as
 * received. Every line begins with a semicolon, as comments in zone files do.
 *
 * @param out where to
 */
public record TraceText(PrintWriter out) implements DnsTrace {

  @Override
  public void answered(Answered answered) {
    out.printf(
        Locale.ROOT,
        "; %s asked of %s over %s, %d ms: %s, flags %s%n",
        printable(answered.question()),
        where(answered.server()),
        answered.tcp() ? "TCP" : "UDP",
        answered.took().toMillis(),
        answered.status(),
        answered.flags());
    section("answer", answered.answer());
    section("authority", answered.authority());
    section("additional", answered.additional());
    out.flush();
  }

  @Override
  public void unanswered(String question, InetSocketAddress server, String why) {
    out.printf("; %s asked of %s: %s%n", printable(question), where(server), printable(why));
    out.flush();
  }

  private static String where(InetSocketAddress server) {
    return server.getAddress() == null
        ? server.toString()
        : IpAddresses.format(server.getAddress()) + " port " + server.getPort();
  }

  private void section(String name, List<String> records) {
    if (records.isEmpty()) {
      return;
    }
    out.println(";   " + name);
    records.forEach(record -> out.println(";     " + printable(record)));
  }

  /** Records come from strangers: nothing in them may steer the terminal. */
  private static String printable(String record) {
    return Printable.marked(record.replaceAll("\t+", " "));
  }
}
