// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.mx.MxHost;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes the values that delivery tests are about. */
public final class Plans {
  private Plans() {}

  public static PlannedHost host(String name, int preference, String... addresses) {
    return planned(name, preference, Optional.empty(), addresses);
  }

  public static PlannedHost relayHost(RelayHost relay, String... addresses) {
    return planned(relay.host(), 0, Optional.of(relay), addresses);
  }

  public static RelayHost relay(String name) {
    return new RelayHost(
        name,
        name + ".example.net",
        false,
        25,
        false,
        TlsDemand.of(Level.OPPORTUNISTIC, "the test"),
        Optional.empty(),
        false,
        OptionalInt.empty());
  }

  private static PlannedHost planned(
      String name, int preference, Optional<RelayHost> relay, String... addresses) {
    List<InetAddress> resolved = Arrays.stream(addresses).map(Plans::address).toList();
    return new PlannedHost(
        new MxHost(name, preference, resolved, false, MxHost.State.USABLE, ""),
        25,
        false,
        TlsDemand.of(Level.OPPORTUNISTIC, "the test"),
        relay);
  }

  public static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  public static DeliveryPlan.Hosts plan(String site, PlannedHost... hosts) {
    return new DeliveryPlan.Hosts(List.of(nextHop(site, hosts)), Optional.empty());
  }

  public static NextHop nextHop(String site, PlannedHost... hosts) {
    return new NextHop(new SiteName(site), List.of(hosts), OptionalInt.empty());
  }

  public static Recipient recipient(String address) {
    return Recipient.of(Mailbox.parse(address));
  }

  public static DeliveryRequest request(String id, String... recipients) {
    return request(id, 0, recipients);
  }

  public static DeliveryRequest request(String id, int priority, String... recipients) {
    return new DeliveryRequest(
        id,
        new Envelope(
            Optional.of(Mailbox.parse("amy@sender.example")),
            Arrays.stream(recipients).map(Plans::recipient).toList(),
            Optional.empty(),
            Optional.empty(),
            priority),
        content("Subject: hello\r\n\r\nhello\r\n"),
        new Route.Direct(Optional.empty()),
        1);
  }

  public static MessageContent content(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new MessageContent() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
      }
    };
  }

  public static Verdict verdict(Scope scope, Disposition disposition, Continuation continuation) {
    int digit =
        switch (disposition) {
          case DELIVERED -> 2;
          case DEFERRED -> 4;
          case FAILED -> 5;
        };
    return new Verdict(
        scope,
        disposition,
        continuation,
        new DeliveryStatus(digit * 100 + 50, new EnhancedStatus(digit, 0, 0), "said so"));
  }

  public static Attempt attempt(Verdict verdict) {
    return new Attempt(
        new SiteName("mx.example"),
        "mx.example",
        "192.0.2.1",
        25,
        Stage.RCPT,
        TlsSummary.NONE,
        Optional.empty(),
        verdict,
        Duration.ZERO);
  }
}
