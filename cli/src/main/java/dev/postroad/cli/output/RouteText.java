// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.delivery.PlannedHost;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.explain.Explanation;
import dev.postroad.core.explain.MissingLogin;
import dev.postroad.core.explain.MxStatus;
import dev.postroad.core.mx.MxHost;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.Look;
import dev.postroad.core.relay.Permission;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.Trail;
import dev.postroad.core.tls.TlsDemand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An explanation for a human: what was decided on the left, why on the right. */
public final class RouteText {
  private static final int SMTP_PORT = 25;
  private static final int MOST_RULES = 20;

  private final Columns columns = new Columns();

  private RouteText() {}

  /** All lines, each with its end. */
  public static String of(Explanation explanation) {
    return new RouteText().write(explanation);
  }

  private String write(Explanation explanation) {
    Decision decision = explanation.decision();
    Trail trail = explanation.trail();
    String classes =
        trail.classes().stream().map(DomainClass::name).collect(Collectors.joining(", "));
    columns.title(
        explanation.recipient() + "   classes: " + (classes.isEmpty() ? "none" : classes));
    looks("permits", trail.permits(), LookText.PERMITS);
    trail.permission().ifPresent(this::permission);
    looks("rules", trail.routes(), LookText.RULES);
    columns.row("route", decision.route().toString(), decision.rule().toString());
    decision
        .route()
        .relays()
        .forEach(
            relay ->
                columns.row(
                    "relay",
                    relay.name() + "  " + relay,
                    authentication(relay, explanation.missingLogin(relay.name()))));
    if (explanation.leaves()) {
      plan(explanation.plan());
      if (explanation.plan() instanceof DeliveryPlan.Hosts) {
        explanation.waits().ifPresent(why -> columns.row("waits", why.toString(), ""));
      }
    }
    return columns.toString();
  }

  /**
   * The last of many: those before did not match, either.
   *
   * @param otherwise what follows where it is not known for now whether one does
   */
  private void looks(String label, List<Look> looks, String otherwise) {
    int hidden = Math.max(0, looks.size() - MOST_RULES);
    if (hidden > 0) {
      columns.row(label, hidden + " that do not match", "all of them with --json");
    }
    List<Look> shown = looks.subList(hidden, looks.size());
    LookText texts = LookText.of(shown.stream().map(look -> look.answer().keyword()).toList());
    for (int i = 0; i < shown.size(); i++) {
      Look look = shown.get(i);
      columns.row(
          label, texts.value(i, look.rule().text()), why(look) + texts.otherwise(i, otherwise));
    }
  }

  /** Where it stands, and what was seen: of a rule that does not match, what it failed by. */
  private static String why(Look look) {
    List<Look.Asked> asked = look.conditions();
    return look.rule().where()
        + "; "
        + asked.stream()
            .filter(one -> one.answer() == look.answer())
            .map(
                one ->
                    asked.size() == 1 && look.rule().text().equals(one.condition())
                        ? one.saw()
                        : one.condition() + ": " + one.saw())
            .collect(Collectors.joining(", "));
  }

  private void permission(Permission permission) {
    if (permission instanceof Permission.Granted granted) {
      columns.row(
          "permit",
          "yes" + granted.quota().map(quota -> " quota=" + quota).orElse(""),
          granted.rule().toString());
    } else if (permission instanceof Permission.Denied denied) {
      columns.row(
          "permit", denied.status().isPermanent() ? "no" : "unknown", denied.rule().toString());
    }
  }

  private void plan(DeliveryPlan plan) {
    if (plan instanceof DeliveryPlan.Nowhere nowhere) {
      columns.row("mx", nowhere(plan), nowhere.status().toString());
      return;
    }
    DeliveryPlan.Hosts hosts = (DeliveryPlan.Hosts) plan;
    for (PlannedHost planned : hosts.hosts()) {
      columns.row(
          "mx", planned.host().preference() + " " + nameAndPort(planned), where(planned.host()));
    }
    hosts.unknown().map(DeliveryStatus::toString).ifPresent(why -> columns.row("else", why, ""));
    columns.row("site", hosts.sites(), "");
    if (hosts.hosts().stream().allMatch(planned -> planned.host().authentic())) {
      columns.row("dnssec", "authentic", "the resolver vouches for all of these answers");
    }
    tls(hosts.hosts());
  }

  /** One row for each different demand, naming its hosts only where there are several demands. */
  private void tls(List<PlannedHost> hosts) {
    Map<TlsDemand, List<String>> demands = new LinkedHashMap<>();
    hosts.forEach(
        planned ->
            demands
                .computeIfAbsent(planned.tls(), demand -> new ArrayList<>())
                .add(planned.host().name()));
    demands.forEach(
        (demand, names) ->
            columns.row(
                "tls",
                demand + (demands.size() == 1 ? "" : " at " + String.join(", ", names)),
                demand.because() + "; " + meaning(demand)));
  }

  private static String authentication(RelayHost relay, Optional<MissingLogin> missing) {
    if (missing.isPresent()) {
      return "gets no mail: " + missing.get().status();
    }
    return relay
        .credentials()
        .map(source -> "authenticates with " + source.reference())
        .orElse("unauthenticated");
  }

  private static String nowhere(DeliveryPlan plan) {
    return switch (MxStatus.of(plan)) {
      case NULL_MX -> "none: null MX";
      case LOOPS_TO_SELF -> "none: loops to ourselves";
      case TEMPORARY -> "not known for now";
      default -> "none";
    };
  }

  private static String nameAndPort(PlannedHost planned) {
    return planned.host().name() + (planned.port() == SMTP_PORT ? "" : ":" + planned.port());
  }

  private static String where(MxHost host) {
    String addresses =
        host.addresses().stream().map(IpAddresses::format).collect(Collectors.joining(", "));
    if (host.problem().isEmpty()) {
      return addresses;
    }
    return addresses.isEmpty()
        ? "skipped: " + host.problem()
        : addresses + " (" + host.problem() + ")";
  }

  private static String meaning(TlsDemand demand) {
    return switch (demand.level()) {
      case NONE -> "sent in clear even where TLS is offered";
      case OPPORTUNISTIC -> "in clear where TLS is not offered or fails";
      case REQUIRE -> "peer certificate not verified";
      case VERIFY ->
          "peer certificate verified"
              + (demand.names().isEmpty() ? "" : " for " + String.join(" or ", demand.names()));
    };
  }
}
