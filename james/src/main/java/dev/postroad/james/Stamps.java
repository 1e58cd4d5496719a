// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.Permission;
import dev.postroad.core.relay.Progress;
import dev.postroad.core.relay.RelayDirectory;
import dev.postroad.core.relay.Route;
import dev.postroad.core.relay.RouteStamp;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * The routes that a policy has decided, in attributes of the mail: for each recipient while they
 * are together, and as one for all once they are split. Relays stand there by name.
 */
public final class Stamps {
  /** The way each recipient goes, by address. */
  public static final AttributeName ROUTES = AttributeName.of("postroad.routes");

  /** The rule that decided it, by address: file and line. */
  public static final AttributeName RULES = AttributeName.of("postroad.rules");

  /** The way all recipients go. */
  public static final AttributeName ROUTE = AttributeName.of("postroad.route");

  /** The rule that decided it; of a route with several ways, one line for each. */
  public static final AttributeName RULE = AttributeName.of("postroad.rule");

  /** Which of the ways of {@link #ROUTE} the next attempt takes, from 0. */
  public static final AttributeName WAY = AttributeName.of("postroad.way");

  /**
   * What the name of the attribute begins with that a mail has for each quota it counts to; the
   * quota's name follows.
   */
  public static final String QUOTA = Permission.Granted.QUOTA_ATTRIBUTE;

  /** The line of {@code permit} by which a recipient's mail may be relayed, by address. */
  public static final AttributeName PERMITS = AttributeName.of("postroad.permits");

  /**
   * What is stamped for a recipient.
   *
   * @param route the text form of a {@link RouteStamp}, as it stands on the mail
   * @param rule file and line of the rule; of a route with several ways, one line for each
   */
  public record Stamp(String route, String rule) {

    /**
     * The words of the route that the first attempt takes: actions, relays and names of options,
     * for matchers.
     */
    public Set<String> words() {
      String first = RouteStamp.parse(route).map(RouteStamp::first).orElse(route);
      Set<String> words = new HashSet<>();
      for (String word : TEXT.matcher(first).replaceAll("").split("[\\s,]+", -1)) {
        words.add(word.contains("=") ? word.substring(0, word.indexOf('=')) : word);
      }
      return words;
    }

    /** Whether all that go this way may share a mail whatever their domain. */
    public boolean isVia() {
      return !RouteStamp.parse(route).map(RouteStamp::isDirectAnywhere).orElse(true);
    }
  }

  /** What a rule tells senders, in quotes, is no word of a route. */
  private static final Pattern TEXT = Pattern.compile("\"(\\\\.|[^\"])*\"");

  private Stamps() {}

  /**
   * Stamps each recipient with its decision; earlier stamps are gone.
   *
   * @param decisions routes that mail leaves by
   */
  public static void write(Mail mail, Map<MailAddress, Decision> decisions) {
    Map<String, AttributeValue<?>> routes = new LinkedHashMap<>();
    Map<String, AttributeValue<?>> rules = new LinkedHashMap<>();
    decisions.forEach(
        (address, decision) -> {
          if (!decision.route().leaves()) {
            throw new IllegalArgumentException("no mail leaves by " + decision.rule());
          }
          routes.put(address.asString(), AttributeValue.of(decision.stamp().toString()));
          rules.put(address.asString(), AttributeValue.of(inLines(decision.rules())));
        });
    mail.setAttribute(new Attribute(ROUTES, AttributeValue.of(routes)));
    mail.setAttribute(new Attribute(RULES, AttributeValue.of(rules)));
  }

  private static String inLines(List<SourceLine> rules) {
    return rules.size() == 1
        ? rules.get(0).toString()
        : rules.stream().map(SourceLine::toString).collect(Collectors.joining("\n"));
  }

  /**
   * Stamps what the mail counts to; earlier stamps are gone.
   *
   * @param quotas their names
   */
  public static void writeQuotas(Mail mail, Collection<String> quotas) {
    dropQuotas(mail);
    quotas.forEach(
        name ->
            mail.setAttribute(
                new Attribute(AttributeName.of(QUOTA + name), AttributeValue.of(true))));
  }

  private static void dropQuotas(Mail mail) {
    mail.attributeNames()
        .filter(name -> name.asString().startsWith(QUOTA))
        .toList()
        .forEach(mail::removeAttribute);
  }

  /**
   * Stamps the recipients whose mail a table {@code permit} lets be relayed.
   *
   * @param lines the line that permits, by recipient; without any there is no stamp
   */
  public static void writePermits(Mail mail, Map<MailAddress, String> lines) {
    mail.removeAttribute(PERMITS);
    if (!lines.isEmpty()) {
      Map<String, AttributeValue<?>> permits = new LinkedHashMap<>();
      lines.forEach((address, line) -> permits.put(address.asString(), AttributeValue.of(line)));
      mail.setAttribute(new Attribute(PERMITS, AttributeValue.of(permits)));
    }
  }

  /** Whether a table {@code permit} was asked, and lets this recipient's mail be relayed. */
  public static boolean isPermitted(Mail mail, MailAddress recipient) {
    return entry(mail, PERMITS, recipient).isPresent();
  }

  /** What a policy has stamped for a recipient; empty if no policy saw it. */
  public static Optional<Stamp> of(Mail mail, MailAddress recipient) {
    return entry(mail, ROUTES, recipient)
        .map(route -> new Stamp(route, entry(mail, RULES, recipient).orElse("")));
  }

  private static Optional<String> entry(Mail mail, AttributeName name, MailAddress recipient) {
    return AttributeUtils.getValueAndCastFromMail(mail, name, Map.class)
        .map(entries -> entries.get(recipient.asString()))
        .map(value -> value instanceof AttributeValue<?> wrapped ? wrapped.value() : value)
        .map(Object::toString);
  }

  /**
   * Replaces all stamps by the one that its recipients share. Nothing is left of an earlier
   * delivery's, whose mail James may have sent on.
   */
  public static void unite(Mail mail, Optional<Stamp> stamp) {
    dropRoutes(mail);
    stamp.ifPresent(
        shared -> {
          mail.setAttribute(new Attribute(ROUTE, AttributeValue.of(shared.route())));
          mail.setAttribute(new Attribute(RULE, AttributeValue.of(shared.rule())));
        });
  }

  private static void dropRoutes(Mail mail) {
    List.of(ROUTES, RULES, ROUTE, RULE, WAY, PERMITS).forEach(mail::removeAttribute);
  }

  /** Leaves nothing of what a policy has said, so that it can be asked anew. */
  static void removeFrom(Mail mail) {
    dropRoutes(mail);
    dropQuotas(mail);
  }

  /**
   * Reads the route of a mail whose recipients all go one way.
   *
   * @param otherwise the route of mail without a stamp
   */
  static Route read(Mail mail, RelayDirectory relays, Supplier<Route> otherwise)
      throws RouteLostException {
    Optional<String> stamp = AttributeUtils.getValueAndCastFromMail(mail, ROUTE, String.class);
    if (stamp.isEmpty()) {
      return otherwise.get();
    }
    String rules =
        AttributeUtils.getValueAndCastFromMail(mail, RULE, String.class).orElse("its stamp");
    return RouteStamp.parse(stamp.get())
        .flatMap(
            route -> {
              int way = way(mail, route);
              return route.route(way, rule(rules, way), relays);
            })
        .orElseThrow(
            () ->
                new RouteLostException(
                    "the route \""
                        + stamp.get()
                        + "\" decided by "
                        + rules
                        + " leads nowhere (any more)"));
  }

  /**
   * What a policy has decided for the attempt that is due, if only the policy can do it. A refusal
   * is not such a thing: it fails like any attempt.
   */
  public static Optional<Decision> toBeDone(Mail mail) {
    if (mail.getAttribute(ROUTE).isEmpty()) {
      return Optional.empty();
    }
    try {
      Route route = read(mail, name -> Optional.empty(), () -> new Route.Direct(Optional.empty()));
      String rules = AttributeUtils.getValueAndCastFromMail(mail, RULE, String.class).orElse("");
      return route.leaves() || route instanceof Route.Refuse
          ? Optional.empty()
          : Optional.of(new Decision(route, SourceLine.whole(rule(rules, way(mail)), "")));
    } catch (RouteLostException e) {
      return Optional.empty(); // it leads through a relay
    }
  }

  private static String rule(String rules, int way) {
    List<String> lines = rules.lines().toList();
    return way < lines.size() ? lines.get(way) : rules;
  }

  /** Which of the ways stamped on a mail the attempt takes that is due, from 0. */
  static int way(Mail mail) {
    return AttributeUtils.getValueAndCastFromMail(mail, ROUTE, String.class)
        .flatMap(RouteStamp::parse)
        .map(route -> way(mail, route))
        .orElse(0);
  }

  private static int way(Mail mail, RouteStamp route) {
    return AttributeUtils.getValueAndCastFromMail(mail, WAY, Integer.class)
        .orElseGet(() -> route.wayAt(Progress.NONE));
  }

  /**
   * Sorts deferred recipients by the way that each takes next.
   *
   * @param recipients each with how the last attempt ended
   * @param attempt the number of the next one
   */
  static Map<Integer, Map<MailAddress, DeliveryStatus>> nextWays(
      Mail mail, Map<MailAddress, DeliveryStatus> recipients, int attempt) {
    Optional<RouteStamp> stamp =
        AttributeUtils.getValueAndCastFromMail(mail, ROUTE, String.class)
            .flatMap(RouteStamp::parse);
    Map<Integer, Map<MailAddress, DeliveryStatus>> ways = new LinkedHashMap<>();
    recipients.forEach(
        (address, last) ->
            ways.computeIfAbsent(
                    stamp
                        .map(route -> route.wayAt(new Progress(attempt, Optional.of(last))))
                        .orElse(0),
                    way -> new LinkedHashMap<>())
                .put(address, last));
    return ways;
  }

  /** Stamps which way is taken next, on a mail that has a stamp. */
  static void take(Mail mail, int way) {
    if (mail.getAttribute(ROUTE).isPresent()) {
      mail.setAttribute(new Attribute(WAY, AttributeValue.of(way)));
    }
  }
}
