// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import static dev.postroad.core.setup.WrittenMailet.Kind.MX_REMOTE_DELIVERY;
import static dev.postroad.core.setup.WrittenMailet.Kind.REMOTE_DELIVERY;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.SharedSettings;
import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.relay.RelayRules;
import dev.postroad.core.setup.WholeSetup;
import dev.postroad.core.setup.WrittenMailet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a configuration to the meaning it has in James: a {@code conf} folder, a
 * mailetcontainer.xml, or a policy file such as {@code <policy>file://conf/policy</policy>} names.
 */
public final class RoutingReader {
  private static final String CONTAINER = "mailetcontainer.xml";
  private static final SourceLine NO_GATEWAY = SourceLine.whole("no gateway", "");

  private final Variables variables;
  private final Map<String, String> environment;
  private final Set<DomainName> local;
  private final Selection selection;
  private final List<String> notes = new ArrayList<>();

  /**
   * A reader for one configuration.
   *
   * @param variables what variables in James' files stand for
   * @param environment where credentials may be
   * @param local domains that are local beside those of the configuration
   * @param selection which delivery, where there are several
   */
  public RoutingReader(
      Variables variables,
      Map<String, String> environment,
      Set<DomainName> local,
      Selection selection) {
    this.variables = variables;
    this.environment = environment;
    this.local = local;
    this.selection = selection;
  }

  /**
   * Reads a configuration.
   *
   * @throws ConfigurationProblems with everything that is wrong with it
   * @throws IOException if a file cannot be read
   */
  public Routing read(Path path) throws IOException, ConfigurationProblems {
    if (Files.isDirectory(path)) {
      Path container = path.resolve(CONTAINER);
      if (!Files.exists(container)) {
        throw new NoSuchFileException(container.toString());
      }
      return container(container, JamesFolder.read(path, variables));
    }
    return PolicySources.isXml(path) ? container(path, JamesFolder.empty()) : policyFile(path);
  }

  /** What holds without a configuration: all mail goes direct. */
  public Routing nothing() {
    return new Routing(
        Optional.empty(),
        noRules(local),
        DeliverySettings.STANDARD,
        NO_GATEWAY,
        JamesFolder.empty(),
        List.of(),
        notes);
  }

  private static RelayRules noRules(Set<DomainName> local) {
    return RelayRules.none(DomainClassifier.ofLocal(local::contains));
  }

  /** A file with headed tables, or, without any heading, of routes alone. */
  private Routing policyFile(Path file) throws IOException, ConfigurationProblems {
    RelayPolicyConfig policy = policies(local).policyFile(file);
    return new Routing(
        Optional.of(policy),
        noRules(local),
        DeliverySettings.STANDARD,
        NO_GATEWAY,
        JamesFolder.empty(),
        policy.warnings(),
        notes);
  }

  /** Whether certificates are valid and users can be is for whoever checks a configuration. */
  private PolicySources policies(Set<DomainName> domains) {
    return new PolicySources(environment, domains, Optional.empty(), Optional.empty());
  }

  private Routing container(Path file, JamesFolder james)
      throws IOException, ConfigurationProblems {
    MailetContainer container = MailetContainer.read(file, variables);
    Optional<MailetElement> delivery = delivery(container);
    Optional<MailetElement> policy =
        delivery.isPresent()
            ? delivery.flatMap(container::relayPolicyOf)
            : select(container.relayPolicies(), "RelayPolicy");
    if (delivery.isEmpty() && policy.isEmpty()) {
      throw nothingOfOurs(file);
    }
    policy.ifPresent(this::noteMatch);
    delivery.ifPresent(this::noteMatch);
    container
        .idlePolicies()
        .forEach(idle -> notes.add(idle + " stands behind a delivery of all mail, and gets none"));
    if (delivery.isEmpty()) {
      notes.add("there is no MxRemoteDelivery: James would not deliver this mail");
    }
    Set<DomainName> domains = new HashSet<>(local);
    domains.addAll(james.localDomains());
    PolicySources policies = policies(domains);
    Problems problems = new Problems();
    SharedSettings shared =
        WholeSetup.check(
                written(container, delivery),
                container.matchers(),
                container.processors(),
                policies.surroundings(file),
                problems)
            .shared();
    problems.throwIfErrors();
    Optional<RelayPolicyConfig> rules = Optional.empty();
    if (policy.isPresent()) {
      MailetElement element = policy.get();
      rules = Optional.of(policies.policy(element.parameters(), where(element), file));
    }
    DeliverySettings settings = DeliverySettings.STANDARD;
    if (delivery.isPresent()) {
      MailetElement element = delivery.get();
      settings = DeliverySettings.parse(shared.complete(element.parameters()), where(element));
    }
    rules.ifPresent(config -> problems.addAll(config.warnings()));
    problems.addAll(settings.warnings());
    return new Routing(
        rules,
        noRules(domains),
        settings,
        delivery.map(RoutingReader::gateway).orElse(NO_GATEWAY),
        james,
        problems.warnings(),
        notes);
  }

  /**
   * All mailets. Where there is only James' own delivery, the one that is looked at counts as ours,
   * and others like it do not count.
   */
  private static List<WrittenMailet> written(
      MailetContainer container, Optional<MailetElement> delivery) {
    boolean isStock = delivery.filter(element -> element.kind() == REMOTE_DELIVERY).isPresent();
    List<WrittenMailet> written = new ArrayList<>();
    for (MailetElement element : container.mailets()) {
      boolean isChosen = delivery.filter(element::equals).isPresent();
      if (!isStock || isChosen || element.kind() != REMOTE_DELIVERY) {
        written.add(element.written(isChosen ? MX_REMOTE_DELIVERY : element.kind()));
      }
    }
    return written;
  }

  private static SourceLine gateway(MailetElement delivery) {
    return SourceLine.whole(
        where(delivery) + "/gateway", delivery.parameters().getOrDefault("gateway", ""));
  }

  private Optional<MailetElement> delivery(MailetContainer container) throws ConfigurationProblems {
    if (!container.deliveries().isEmpty()) {
      return select(container.deliveries(), "MxRemoteDelivery");
    }
    Optional<MailetElement> stock = select(container.stockDeliveries(), "RemoteDelivery");
    stock.ifPresent(
        element ->
            notes.add(
                element
                    + " is James' own: what is said here is what MxRemoteDelivery would do in its"
                    + " place"));
    return stock;
  }

  private Optional<MailetElement> select(List<MailetElement> all, String kind)
      throws ConfigurationProblems {
    List<MailetElement> admitted = all.stream().filter(selection::admits).toList();
    int index = selection.mailet().orElse(1) - 1;
    boolean asked = selection.processor().isPresent() || selection.mailet().isPresent();
    if (index < 0 || index >= admitted.size()) {
      if (asked && !all.isEmpty()) {
        throw noSuchMailet(all, kind);
      }
      return Optional.empty();
    }
    if (!asked && admitted.size() > 1) {
      notes.add(
          "there are %d %s; using %s (choose with --processor and --mailet)"
              .formatted(admitted.size(), kind, admitted.get(0)));
    }
    return Optional.of(admitted.get(index));
  }

  private ConfigurationProblems noSuchMailet(List<MailetElement> all, String kind) {
    String asked =
        selection.processor().map(name -> " in processor " + name).orElse("")
            + (selection.mailet().isPresent() ? " number " + selection.mailet().getAsInt() : "");
    return problem(
        all.get(0).file(),
        "there is no " + kind + asked,
        "there are: " + String.join("; ", all.stream().map(MailetElement::toString).toList()),
        "choose one of these with --processor and --mailet");
  }

  private static ConfigurationProblems nothingOfOurs(Path file) {
    return problem(
        file,
        "there is no RelayPolicy, MxRemoteDelivery or RemoteDelivery",
        "no mail leaves by this configuration",
        "put <mailet match=\"All\" class=\"dev.postroad.mailets.MxRemoteDelivery\"> into its relay"
            + " processor");
  }

  private static ConfigurationProblems problem(Path file, String what, String why, String remedy) {
    return new ConfigurationProblems(
        List.of(
            new Problem(Problem.Severity.ERROR, file.getFileName().toString(), what, why, remedy)));
  }

  private void noteMatch(MailetElement mailet) {
    if (!mailet.takesAll()) {
      notes.add(
          mailet
              + " takes only mail that matches "
              + mailet.match()
              + ", which is not looked at here");
    }
  }

  private static String where(MailetElement mailet) {
    return mailet.file().getFileName() + " " + mailet.simpleName();
  }
}
