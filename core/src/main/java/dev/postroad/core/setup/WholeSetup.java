// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.setup;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliveryKeys;
import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Key;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.QueueSettings;
import dev.postroad.core.config.SharedSettings;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.relay.ClassFile;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.RelayPolicyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks over all mailets of a server before the first one starts: each by itself, and what must
 * hold between them. The server and the command line both ask here, so that one accepts what the
 * other does. Not thread-safe.
 */
public final class WholeSetup {
  /** The handler that asks policies at RCPT, as it is written in {@code class}. */
  private static final String HOOK = "dev.postroad.james.PermitRcptHook";

  /** Whoever stands behind it is asked about nobody that James itself does not know. */
  private static final String CORE = "org.apache.james.smtpserver.CoreCmdHandlerLoader";

  /** What the packages of all our classes begin with. */
  private static final String PRODUCT = "dev.postroad.";

  /** The end of a mail; a processor of this name need not be there. */
  private static final String GHOST = "ghost";

  private final List<WrittenMailet> mailets;
  private final Set<String> processors;
  private final RelayPolicyConfig.Surroundings surroundings;
  private final Problems problems;
  private final SharedSettings shared = new SharedSettings();

  private final List<Checked<DeliverySettings>> deliveries = new ArrayList<>();
  private final List<Checked<RelayPolicyConfig>> policies = new ArrayList<>();

  private Optional<DomainClassifier> classes = Optional.empty();
  private boolean triedClasses;

  private final MatcherConditions.Named named =
      new MatcherConditions.Named() {
        @Override
        public FileResolver files() {
          return surroundings.files();
        }

        @Override
        public Optional<DomainClassifier> classes() {
          return WholeSetup.this.classes();
        }

        @Override
        public Optional<List<String>> relays() {
          return WholeSetup.this.relays();
        }
      };

  /** The first MxRemoteDelivery of each queue. */
  private final Map<String, WrittenMailet> queues = new HashMap<>();

  /**
   * A mailet that has no error in itself.
   *
   * @param mailet as written
   * @param settings as read, with its warnings
   */
  public record Checked<T>(WrittenMailet mailet, T settings) {}

  private WholeSetup(
      List<WrittenMailet> mailets,
      Collection<String> processors,
      RelayPolicyConfig.Surroundings surroundings,
      Problems problems) {
    this.mailets = mailets;
    this.processors = Set.copyOf(processors);
    this.surroundings = surroundings;
    this.problems = problems;
  }

  /**
   * Checks all mailets.
   *
   * @param mailets all of the server, in the order of the configuration
   * @param matchers all that stand elsewhere than in {@code match} of a mailet
   * @param processors the names of all processors
   * @param surroundings what policies refer to
   * @param problems where it is noted what is wrong; warnings of single mailets are not
   * @return what the mailets say
   */
  public static WholeSetup check(
      List<WrittenMailet> mailets,
      List<WrittenMatcher> matchers,
      Collection<String> processors,
      RelayPolicyConfig.Surroundings surroundings,
      Problems problems) {
    WholeSetup setup = new WholeSetup(mailets, processors, surroundings, problems);
    setup.agree();
    mailets.forEach(setup::checkByItself);
    mailets.forEach(setup::checkStock);
    for (WrittenMailet mailet : mailets) {
      setup.checkName(mailet);
      setup.checkMatcher(mailet.matcher());
    }
    matchers.forEach(setup::checkMatcher);
    setup.checkCarriedOut();
    return setup;
  }

  /** What the mailets give of the keys that all share. */
  public SharedSettings shared() {
    return shared;
  }

  /** Every MxRemoteDelivery that can be read, in the order of the configuration. */
  public List<Checked<DeliverySettings>> deliveries() {
    return List.copyOf(deliveries);
  }

  /** Every RelayPolicy that can be read, in the order of the configuration. */
  public List<Checked<RelayPolicyConfig>> policies() {
    return List.copyOf(policies);
  }

  /** Whether some policy says who may relay, so that the SMTP servers have to ask it. */
  public boolean hasPermits() {
    return policies.stream().anyMatch(policy -> policy.settings().permits().isPresent());
  }

  /** Whether some policy cannot be read, so that nobody knows what it says. */
  private boolean hasUnread() {
    return policies.size()
        < mailets.stream()
            .filter(mailet -> mailet.kind() == WrittenMailet.Kind.RELAY_POLICY)
            .count();
  }

  /**
   * Tells of an SMTP server that asks nobody, with which James does not start; and warns of one
   * that does not ask, or too late, where policies {@linkplain #hasPermits say who may relay}: it
   * takes mail that no line permits, and the mail is bounced to whomever.
   *
   * @param where the server's handlers stand
   * @param handlers their classes, as written, in their order
   */
  public void checkHandlers(String where, List<String> handlers) {
    if (handlers.contains(HOOK) && !hasPermits() && !hasUnread()) {
      problems.error(
          where,
          HOOK + " has nobody to ask",
          "no RelayPolicy of mailetcontainer.xml has a table <permit>",
          "add one, or remove the handler");
    }
    if (hasPermits()
        && handlers.contains(CORE)
        && handlers.indexOf(CORE) < handlers.indexOf(HOOK)) {
      problems.warning(
          where,
          HOOK + " stands behind CoreCmdHandlerLoader",
          "James refuses whomever it does not know itself before the table <permit> is asked",
          "put it before CoreCmdHandlerLoader");
    }
    if (hasPermits() && !handlers.contains(HOOK)) {
      problems.warning(
          where,
          "no handler asks the table <permit> of RelayPolicy at RCPT",
          "mail that it denies is taken and then bounced, and whom it permits James may refuse",
          "put <handler class=\"" + HOOK + "\"/> before CoreCmdHandlerLoader");
    }
  }

  private void agree() {
    for (WrittenMailet mailet : mailets) {
      if (mailet.kind() == WrittenMailet.Kind.MX_REMOTE_DELIVERY) {
        shared.add(mailet.parameters(), mailet.place(), problems);
      }
    }
  }

  private void checkByItself(WrittenMailet mailet) {
    try {
      switch (mailet.kind()) {
        case MX_REMOTE_DELIVERY -> checkDelivery(mailet);
        case RELAY_POLICY -> checkPolicy(mailet);
        case CLASSIFY_DOMAINS -> {
          ClassifyDomainsSettings unused =
              ClassifyDomainsSettings.read(
                  mailet.parameters(), mailet.place(), classes(), problems);
        }
        case REMOTE_DELIVERY, OTHER -> {}
      }
    } catch (ConfigurationProblems e) {
      problems.addAll(e.problems());
    }
  }

  private void checkDelivery(WrittenMailet mailet) throws ConfigurationProblems {
    DeliverySettings settings =
        DeliverySettings.parse(shared.complete(mailet.parameters()), mailet.place());
    deliveries.add(new Checked<>(mailet, settings));
    settings
        .queue()
        .bounceProcessor()
        .ifPresent(named -> checkProcessor(mailet, DeliveryKeys.BOUNCE_PROCESSOR, named));
    settings
        .queue()
        .onSuccess()
        .ifPresent(named -> checkProcessor(mailet, DeliveryKeys.ON_SUCCESS, named));
    settings.direct().trust().ifPresent(reference -> checkTrust(mailet, reference));
    WrittenMailet first = queues.putIfAbsent(settings.queue().outgoing(), mailet);
    if (first != null) {
      QueueSettings.compare(
          new QueueSettings(mailet.parameters(), mailet.place()),
          new QueueSettings(first.parameters(), first.place()),
          problems);
    }
  }

  /** Whether it holds certificates shows when the mailet starts; that it is there shows here. */
  private void checkTrust(WrittenMailet mailet, String reference) {
    String where = mailet.place() + "/" + DeliveryKeys.TLS_TRUST.name();
    try {
      if (!Files.isReadable(surroundings.files().resolve(reference))) {
        problems.error(where, reference, "there is no such file, or it may not be read", "");
      }
    } catch (IOException e) {
      problems.error(where, reference, String.valueOf(e.getMessage()), "");
    }
  }

  private void checkPolicy(WrittenMailet mailet) throws ConfigurationProblems {
    if (!mailet.repeated().isEmpty()) {
      // What comes of joining them is nothing that anybody has written.
      mailet.repeated().forEach((name, places) -> tellRepeated(mailet, name, places));
      return;
    }
    RelayPolicyConfig policy =
        RelayPolicyConfig.parse(mailet.parameters(), mailet.place(), surroundings);
    policies.add(new Checked<>(mailet, policy));
    policy.processors().forEach((key, named) -> checkProcessor(mailet, key, named));
  }

  private void tellRepeated(WrittenMailet mailet, String name, String places) {
    problems.error(
        mailet.place() + "/" + name,
        "<" + name + "> is there " + places,
        "James joins them with a comma, so that a line of one runs into a line of the other",
        "put all into one <" + name + ">");
  }

  private void checkProcessor(WrittenMailet mailet, Key<?> key, String named) {
    if (!named.equals(GHOST) && !processors.contains(named)) {
      problems.error(
          mailet.place() + "/" + key.name(),
          '"' + named + '"',
          "there is no <processor state=\"" + named + "\">",
          Suggestions.remedy(named, processors));
    }
  }

  /**
   * James starts with no mailet or matcher that is not there. It says of one of ours without its
   * package only that it knows no such class.
   */
  private void checkName(WrittenMailet mailet) {
    checkName(
        mailet.place() + "/class",
        mailet.className(),
        WrittenMailet.MAILETS,
        WrittenMailet.OWN_MAILETS);
  }

  private void checkName(String where, String name, String home, Set<String> known) {
    String simple = name.substring(name.lastIndexOf('.') + 1);
    boolean isOurs =
        name.startsWith(WrittenMailet.MAILETS)
            || name.startsWith(WrittenMailet.MATCHERS)
            || (known.contains(simple) && (name.equals(simple) || name.startsWith(PRODUCT)));
    if (!isOurs) {
      return;
    }
    if (!name.equals(home + simple) || !known.contains(simple)) {
      problems.error(
          where,
          '"' + name + '"',
          name.equals(simple)
              ? "without its package James looks for it among its own"
              : "there is no such class in Postroad",
          known.contains(simple)
              ? "write " + home + simple
              : Suggestions.nearest(simple, known)
                  .map(near -> "did you mean " + home + near + "?")
                  .orElseGet(() -> Suggestions.remedy(simple, known)));
    }
  }

  /** What our matchers do not start with. */
  private void checkMatcher(WrittenMatcher matcher) {
    String home = WrittenMailet.MATCHERS;
    checkName(matcher.place(), matcher.className(), home, WrittenMailet.OWN_MATCHERS);
    if (!matcher.className().startsWith(home)) {
      return;
    }
    String name = matcher.className().substring(home.length());
    if (WrittenMailet.OWN_MATCHERS.contains(name)) {
      new MatcherConditions(name, matcher.place(), problems).check(matcher.condition(), named);
    }
  }

  /** The relays of all policies; empty if some policy cannot be read. */
  private Optional<List<String>> relays() {
    return hasUnread()
        ? Optional.empty()
        : Optional.of(
            policies.stream()
                .flatMap(policy -> policy.settings().relays().stream())
                .map(RelayHost::name)
                .toList());
  }

  /** The classes that matchers know; empty if they cannot be read, which is told once. */
  private Optional<DomainClassifier> classes() {
    if (!triedClasses) {
      triedClasses = true;
      try {
        classes = Optional.of(ClassFile.read(surroundings.files(), surroundings.local()).classes());
      } catch (ConfigurationProblems e) {
        // A policy that was read before has told the same.
        List<Problem> known = problems.all();
        problems.addAll(e.problems().stream().filter(problem -> !known.contains(problem)).toList());
      }
    }
    return classes;
  }

  /** Only our own delivery reads what a policy has stamped on a mail. */
  private void checkCarriedOut() {
    boolean hasDelivery =
        mailets.stream().anyMatch(each -> each.kind() == WrittenMailet.Kind.MX_REMOTE_DELIVERY);
    for (Checked<RelayPolicyConfig> policy : policies) {
      Optional<WrittenMailet> delivery = deliveryBehind(policy.mailet());
      if (delivery.isPresent() && delivery.get().kind() == WrittenMailet.Kind.REMOTE_DELIVERY) {
        problems.warning(
            policy.mailet().place(),
            "what its rules say of relays and TLS is not done",
            "behind it stands " + delivery.get().place() + ", which knows no routes",
            "change that one's class to dev.postroad.mailets.MxRemoteDelivery");
      } else if (delivery.isEmpty() && !hasDelivery) {
        problems.warning(
            policy.mailet().place(),
            "no mail leaves by what its rules say",
            "there is no MxRemoteDelivery",
            "put <mailet match=\"All\" class=\"dev.postroad.mailets.MxRemoteDelivery\"/> behind"
                + " it");
      }
    }
  }

  /** The delivery of the policy's own processor that mail comes to next. */
  private Optional<WrittenMailet> deliveryBehind(WrittenMailet policy) {
    return mailets.subList(mailets.indexOf(policy) + 1, mailets.size()).stream()
        .filter(mailet -> mailet.processor().equals(policy.processor()))
        .filter(
            mailet ->
                mailet.kind() == WrittenMailet.Kind.MX_REMOTE_DELIVERY
                    || mailet.kind() == WrittenMailet.Kind.REMOTE_DELIVERY)
        .findFirst();
  }

  /** The stock mailet on a queue of ours would deliver our mail, by its own settings. */
  private void checkStock(WrittenMailet mailet) {
    if (mailet.kind() != WrittenMailet.Kind.REMOTE_DELIVERY) {
      return;
    }
    String queue =
        Optional.ofNullable(mailet.parameters().get(DeliveryKeys.OUTGOING.name()))
            .map(String::strip)
            .orElse("outgoing");
    WrittenMailet ours = queues.get(queue);
    if (ours != null) {
      problems.error(
          mailet.place(),
          "James' own RemoteDelivery shares the queue \"" + queue + "\" with " + ours.place(),
          "whoever takes a mail from a queue delivers it by its own settings: some mail would leave"
              + " without your relays and your demands of TLS",
          "change this one's class to dev.postroad.mailets.MxRemoteDelivery, or give one of them"
              + " another queue in <outgoing>");
    }
  }
}
