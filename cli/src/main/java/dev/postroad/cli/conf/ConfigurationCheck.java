// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.setup.WholeSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
  private final Problems problems = new Problems();
  private final Set<String> selfNames = new HashSet<>();
  private final Set<Integer> selfPorts = new HashSet<>();

  /**
   * A check of one configuration.
   *
   * @param variables what variables in James' files stand for
   * @param environment where credentials may be
   * @param local domains that are local beside those of the configuration
   * @param machine the addresses of the machine that James runs on
   */
  public ConfigurationCheck(
      Variables variables,
      Map<String, String> environment,
      Set<DomainName> local,
      Set<InetAddress> machine) {
    this.variables = variables;
    this.environment = environment;
    this.local = new LinkedHashSet<>(local);
    this.machine = machine;
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
      } else {
        found(new PolicySources(environment, local).policyFile(path), "", path.toString());
      }
    } catch (ConfigurationProblems e) {
      problems.addAll(e.problems());
    }
    return problems.all().stream().distinct().toList();
  }

  private void folder(Path folder) throws IOException, ConfigurationProblems {
    Path container = folder.resolve(CONTAINER);
    if (!Files.exists(container)) {
      throw new NoSuchFileException(container.toString());
    }
    JamesFolder james = JamesFolder.read(folder, variables);
    local.addAll(james.localDomains());
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
            container.processors(),
            new PolicySources(environment, local).surroundings(file),
            problems);
    setup.deliveries().forEach(delivery -> found(delivery.settings()));
    String words = words(container);
    setup.policies().forEach(policy -> found(policy.settings(), words, policy.mailet().place()));
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

  /** What matchers and mailets say, for whoever looks for the name of a class in it. */
  private static String words(MailetContainer container) {
    StringBuilder words = new StringBuilder();
    for (MailetElement mailet : container.mailets()) {
      words.append(mailet.match()).append(' ');
      if (!mailet.simpleName().equals("RelayPolicy")) {
        words.append(String.join(" ", mailet.parameters().values())).append(' ');
      }
    }
    return words.toString().toLowerCase(Locale.ROOT);
  }

  private void found(DeliverySettings settings) {
    problems.addAll(settings.warnings());
    selfNames.addAll(settings.mx().selfNames());
    settings.identity().ehloName().ifPresent(selfNames::add);
  }

  private void found(RelayPolicyConfig policy, String words, String where) {
    problems.addAll(policy.warnings());
    policy.idle().rules().stream()
        .filter(problem -> policy.warnings().stream().noneMatch(told -> sameLine(told, problem)))
        .forEach(problem -> problems.addAll(List.of(problem)));
    for (RelayHost relay : policy.idle().relays()) {
      problems.warning(
          where, "relay \"" + relay.name() + "\"", "no rule names it", "remove it, or name it");
    }
    for (DomainClass name : policy.idle().classes()) {
      if (!words.contains(name.name())) {
        problems.warning(
            where, "class \"" + name + "\"", "no rule and no matcher names it", "remove it");
      }
    }
    policy.relays().forEach(relay -> checkLoop(relay, where));
  }

  private static boolean sameLine(Problem one, Problem other) {
    return one.where().equals(other.where());
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
    if (ourPort && ourHost) {
      problems.warning(
          where,
          "relay \"" + relay.name() + "\" is " + relay,
          "that is this server itself: mail by it would go round in circles",
          "name another host, or another port if something else listens there");
    }
  }

  private boolean isOurName(String host) {
    return host.equalsIgnoreCase("localhost")
        || selfNames.stream().anyMatch(name -> name.equalsIgnoreCase(host));
  }

  private void sharedClasses(Path file) {
    parsed(
        () ->
            new PolicySources(environment, local)
                .policy(Map.of("classes", "file://conf/" + CLASSES), "domain classes", file));
  }

  /** Reads one part of a configuration. */
  private interface Part<T> {
    T parse() throws ConfigurationProblems;
  }

  private <T> Optional<T> parsed(Part<T> part) {
    try {
      return Optional.of(part.parse());
    } catch (ConfigurationProblems e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }
}
