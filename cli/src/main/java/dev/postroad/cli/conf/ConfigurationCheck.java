// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.relay.ClassUse;
import dev.postroad.core.relay.Permission;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.setup.WholeSetup;
import dev.postroad.core.setup.WrittenMailet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for everything that is wrong with a configuration, and for what contradicts itself: rules
 * that never decide, relays and classes that nothing names, relays that are this server itself.
 */
public final class ConfigurationCheck {
  private static final String CONTAINER = "mailetcontainer.xml";
  private static final String CLASSES = "domain-classes.conf";
  private static final int SMTP_PORT = 25;

  private final Variables variables;
  private final Map<String, String> environment;
  private final Set<DomainName> local;
  private final Set<InetAddress> machine;
  private final Instant now;
  private final Problems problems = new Problems();
  private final Set<String> selfNames = new HashSet<>();
  private final Set<Integer> selfPorts = new HashSet<>();

  /** Whatever may name a class outside of policies. */
  private final Set<String> words = new HashSet<>();

  private final Set<String> usedOfShared = new HashSet<>();
  private boolean anyClassIsUsed;
  private Optional<Boolean> usersAreAddresses = Optional.empty();

  /**
   * A check of one configuration.
   *
   * @param variables what variables in James' files stand for
   * @param environment where credentials may be
   * @param local domains that are local beside those of the configuration
   * @param machine the addresses of the machine that James runs on
   * @param machineName its name
   * @param now the time, for certificates that expire
   */
  public ConfigurationCheck(
      Variables variables,
      Map<String, String> environment,
      Set<DomainName> local,
      Set<InetAddress> machine,
      String machineName,
      Instant now) {
    this.variables = variables;
    this.environment = environment;
    this.local = new LinkedHashSet<>(local);
    this.machine = machine;
    this.now = now;
    selfNames.add(machineName);
  }

  /**
   * Everything that was found, each once.
   *
   * @param path a {@code conf} folder, a mailetcontainer.xml, or a policy file
   * @throws IOException if a file cannot be read
   */
  public List<Problem> check(Path path) throws IOException {
    try {
      if (Files.isDirectory(path)) {
        folder(path);
      } else if (PolicySources.isXml(path)) {
        container(path);
      } else if (CLASSES.equals(String.valueOf(path.getFileName()))) {
        problems.addAll(classes(path).warnings());
      } else {
        table(path);
      }
    } catch (ConfigurationProblems e) {
      problems.addAll(e.problems());
    }
    return problems.all().stream().distinct().toList();
  }

  private PolicySources policies() {
    return new PolicySources(environment, local, Optional.of(now), usersAreAddresses);
  }

  /** A file of a policy's tables, or of one of them. */
  private void table(Path file) throws IOException, ConfigurationProblems {
    PolicySources sources = policies();
    String key = sources.table(file);
    RelayPolicyConfig policy = sources.file(file, key);
    if (key.equals("policy") || key.equals("routes")) {
      found(policy, file.toString());
    } else {
      // What is here is used by tables that stand elsewhere.
      problems.addAll(policy.warnings());
    }
  }

  private void folder(Path folder) throws IOException, ConfigurationProblems {
    Path container = folder.resolve(CONTAINER);
    if (!Files.exists(container)) {
      throw new NoSuchFileException(container.toString());
    }
    JamesFolder james = JamesFolder.read(folder, variables);
    local.addAll(james.localDomains());
    usersAreAddresses = JamesFolder.usersAreAddresses(folder, variables, problems);
    james.defaultDomain().map(DomainName::canonical).ifPresent(selfNames::add);
    Path smtp = folder.resolve("smtpserver.xml");
    List<XmlElement> servers =
        Files.exists(smtp)
            ? XmlFile.read(smtp, variables).at("smtpserver").filter(this::isEnabled).toList()
            : List.of();
    servers.forEach(this::readPort);
    WholeSetup setup = container(container);
    servers.forEach(server -> checkHandlers(server, setup));
    if (Files.exists(folder.resolve(CLASSES))) {
      sharedClasses(folder.resolve(CLASSES));
    }
  }

  private boolean isEnabled(XmlElement server) {
    return !server.attribute("enabled").orElse("true").equals("false");
  }

  private void readPort(XmlElement server) {
    server
        .at("bind")
        .flatMap(bind -> Arrays.stream(bind.text().split(",")))
        .map(bind -> bind.substring(bind.lastIndexOf(':') + 1).strip())
        .filter(port -> port.matches("[0-9]{1,5}"))
        .forEach(port -> selfPorts.add(Integer.parseInt(port)));
  }

  private static void checkHandlers(XmlElement server, WholeSetup setup) {
    setup.checkHandlers(
        "smtpserver.xml line " + server.line(),
        server
            .at("handlerchain", "handler")
            .map(handler -> handler.attribute("class").orElse(""))
            .toList());
  }

  private WholeSetup container(Path file) throws IOException, ConfigurationProblems {
    MailetContainer container = MailetContainer.read(file, variables);
    WholeSetup setup =
        WholeSetup.check(
            container.mailets().stream().map(mailet -> mailet.written(mailet.kind())).toList(),
            container.matchers(),
            container.processors(),
            policies().surroundings(file),
            problems);
    setup.deliveries().forEach(delivery -> found(delivery.settings()));
    words.addAll(container.words());
    setup.policies().forEach(policy -> found(policy.settings(), policy.mailet().place()));
    setup.policies().forEach(policy -> tellUncounted(policy.settings()));
    anyClassIsUsed =
        setup.policies().size() < container.relayPolicies().size()
            || container.mailets().stream().anyMatch(ConfigurationCheck::asksForAllClasses);
    container
        .idlePolicies()
        .forEach(
            idle ->
                problems.warning(
                    file.getFileName() + " line " + idle.line(),
                    "this RelayPolicy gets no mail",
                    "it stands behind a delivery of all mail",
                    "move it before the MxRemoteDelivery"));
    return setup;
  }

  private static boolean asksForAllClasses(MailetElement mailet) {
    return mailet.kind() == WrittenMailet.Kind.CLASSIFY_DOMAINS
        && !mailet.parameters().containsKey("classes");
  }

  private void found(DeliverySettings settings) {
    problems.addAll(settings.warnings());
    selfNames.addAll(settings.mx().selfNames());
    settings.identity().ehloName().ifPresent(selfNames::add);
  }

  private void found(RelayPolicyConfig policy, String where) {
    problems.addAll(policy.warnings());
    problems.addAll(policy.idle().rules());
    for (RelayHost relay : policy.idle().relays()) {
      problems.warning(
          policy.idle().places().getOrDefault(relay.name(), where),
          "relay \"" + relay.name() + "\"",
          "no rule names it",
          "remove it, or name it");
    }
    tellIdle(policy);
    usedOfShared.addAll(policy.idle().classes().shared());
    policy
        .relays()
        .forEach(
            relay -> checkLoop(relay, policy.idle().places().getOrDefault(relay.name(), where)));
  }

  private void tellIdle(RelayPolicyConfig policy) {
    for (ClassUse.IdleClass idle : policy.idle().classes().idle(words)) {
      problems.warning(
          idle.where(),
          "class \"" + idle.name() + "\"",
          "no rule and no matcher names it, nor any class that one names",
          "remove it");
    }
  }

  /** A quota is a name on the mail: what it may be is said where a matcher asks for that name. */
  private void tellUncounted(RelayPolicyConfig policy) {
    policy
        .permits()
        .ifPresent(
            permits ->
                permits
                    .quotas()
                    .forEach(
                        (name, where) -> {
                          String attribute = Permission.Granted.QUOTA_ATTRIBUTE + name;
                          if (!words.contains(attribute.toLowerCase(Locale.ROOT))) {
                            problems.warning(
                                where,
                                "quota=" + name,
                                "nobody counts it: no matcher asks for " + attribute,
                                "put a mailet such as PerSenderRateLimit behind HasMailAttribute="
                                    + attribute
                                    + ", or remove it");
                          }
                        }));
  }

  /** A relay that is this server takes the mail, and sends it to itself again. */
  private void checkLoop(RelayHost relay, String where) {
    boolean ourPort =
        selfPorts.isEmpty() ? relay.port() == SMTP_PORT : selfPorts.contains(relay.port());
    Optional<InetAddress> address = IpAddresses.tryParse(relay.host());
    boolean ourHost =
        address
            .map(found -> found.isLoopbackAddress() || machine.contains(found))
            .orElseGet(() -> isOurName(relay.host()));
    // The MX hosts of our own domain listen on port 25, whatever James listens on behind them.
    boolean ourDomain = relay.mxLookup() && relay.port() == SMTP_PORT && isLocal(relay.host());
    if ((ourPort && ourHost) || ourDomain) {
      problems.warning(
          where,
          "relay \"" + relay.name() + "\" is " + relay,
          "that is this server itself: mail by it would go round in circles",
          "name another host, or another port if something else listens there");
    }
  }

  private boolean isOurName(String host) {
    return host.equalsIgnoreCase("localhost")
        || selfNames.stream().anyMatch(name -> name.equalsIgnoreCase(host))
        || isLocal(host);
  }

  private boolean isLocal(String domain) {
    return local.stream().anyMatch(own -> own.canonical().equals(domain));
  }

  private void sharedClasses(Path file) {
    try {
      RelayPolicyConfig policy = classes(file);
      problems.addAll(policy.warnings());
      if (!anyClassIsUsed) {
        words.addAll(usedOfShared);
        tellIdle(policy);
      }
    } catch (ConfigurationProblems e) {
      problems.addAll(e.problems());
    }
  }

  /** The file of classes that all know, as if it were the table of a policy. */
  private RelayPolicyConfig classes(Path file) throws ConfigurationProblems {
    return policies().policy(Map.of("classes", "file://conf/" + CLASSES), "domain classes", file);
  }
}
