// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.SharedSettings;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.setup.WholeSetup;
import dev.postroad.core.setup.WrittenMailet;
import dev.postroad.core.setup.WrittenMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import javax.inject.Singleton;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.mailetcontainer.impl.MailetConfigImpl;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks over all mailets of Postroad in {@code mailetcontainer.xml} when James starts the first of
 * them. James stops at the first mailet that fails; an operator wants to hear of everything that is
 * wrong at once, not of one mailet at each start.
 */
@Singleton
public final class WholeConfiguration {
  private static final String FILE = "mailetcontainer.xml";

  /** Where a mailet stands, as far as it knows by itself. */
  public static final String DELIVERY = FILE + " MxRemoteDelivery";

  /** Where a mailet stands, as far as it knows by itself. */
  public static final String POLICY = FILE + " RelayPolicy";

  private static final Logger LOGGER = LoggerFactory.getLogger(WholeConfiguration.class);

  private final ConfigurationProvider configurations;
  private final RelayPolicyConfig.Surroundings surroundings;
  private SharedSettings shared = new SharedSettings();
  private boolean checked;

  @Inject
  public WholeConfiguration(
      ConfigurationProvider configurations, FileSystem files, DomainList domains) {
    this.configurations = configurations;
    this.surroundings =
        RelayPolicyConfig.Surroundings.of(new JamesFiles(files), new DomainListLocal(domains));
  }

  /**
   * Checks every mailet, the first time it is called.
   *
   * @throws MessagingException with all problems, if there is an error among them
   */
  public synchronized void check() throws MessagingException {
    if (checked) {
      return;
    }
    Problems problems = new Problems();
    WholeSetup setup = look(problems);
    if (setup.hasPermits()) {
      checkServers(setup);
    }
    try {
      problems.throwIfErrors();
    } catch (ConfigurationProblems e) {
      throw MailetSettings.failure(FILE, e);
    }
    Problems.firstOf(problems.warnings()).forEach(warning -> LOGGER.warn("{}", warning));
    Problems.left(problems.warnings()).ifPresent(left -> LOGGER.warn("{}", left));
    shared = setup.shared();
    checked = true;
  }

  /**
   * An MxRemoteDelivery's parameters, and beside them what others give of the keys that all share.
   */
  public synchronized Map<String, String> complete(Map<String, String> raw) {
    return shared.complete(raw);
  }

  /** The parameters of every RelayPolicy, in the order of the file. */
  public List<Map<String, String>> relayPolicies() {
    return mailets(processors()).stream()
        .filter(mailet -> mailet.kind() == WrittenMailet.Kind.RELAY_POLICY)
        .map(WrittenMailet::parameters)
        .toList();
  }

  /** Whether there is a processor of that name. */
  boolean isProcessor(String name) {
    return processors().stream().map(WholeConfiguration::state).anyMatch(name::equals);
  }

  /** The processor in which the first RelayPolicy stands; empty if none does. */
  Optional<String> policyProcessor() {
    return processors().stream()
        .filter(
            processor ->
                processor.configurationsAt("mailet").stream()
                    .map(mailet -> mailet.getString("[@class]", "").strip())
                    .anyMatch(
                        name -> WrittenMailet.Kind.of(name) == WrittenMailet.Kind.RELAY_POLICY))
        .map(WholeConfiguration::state)
        .findFirst();
  }

  /**
   * How the first MxRemoteDelivery of the file delivers; the standard if there is none that can be
   * read, of which {@link #check} tells.
   */
  DeliverySettings delivery() {
    return look(new Problems()).deliveries().stream()
        .findFirst()
        .map(WholeSetup.Checked::settings)
        .orElse(DeliverySettings.STANDARD);
  }

  /** Where an MxRemoteDelivery stands that knows no more of itself than its queue. */
  static String place(DeliverySettings settings) {
    return DELIVERY + " (queue " + settings.queue().outgoing() + ")";
  }

  private WholeSetup look(Problems problems) {
    List<HierarchicalConfiguration<ImmutableNode>> processors = processors();
    return WholeSetup.check(
        mailets(processors),
        matchers(processors),
        processors.stream().map(WholeConfiguration::state).toList(),
        surroundings,
        problems);
  }

  private void checkServers(WholeSetup setup) {
    for (HierarchicalConfiguration<ImmutableNode> server : elements("smtpserver", "smtpserver")) {
      if (server.getBoolean("[@enabled]", true)) {
        setup.checkHandlers(
            "smtpserver.xml " + server.getString("jmxName", "smtpserver") + "/handlerchain",
            List.of(server.getStringArray("handlerchain.handler[@class]")));
      }
    }
  }

  private List<HierarchicalConfiguration<ImmutableNode>> processors() {
    return elements("mailetcontainer", "processors.processor");
  }

  private List<HierarchicalConfiguration<ImmutableNode>> elements(String file, String path) {
    try {
      return configurations.getConfiguration(file).configurationsAt(path);
    } catch (ConfigurationException e) {
      // Each mailet still reads its own.
      LOGGER.warn("Cannot look over {}.xml as a whole", file, e);
      return List.of();
    }
  }

  private static List<WrittenMailet> mailets(
      List<HierarchicalConfiguration<ImmutableNode>> processors) {
    List<WrittenMailet> mailets = new ArrayList<>();
    for (HierarchicalConfiguration<ImmutableNode> processor : processors) {
      int number = 0;
      for (HierarchicalConfiguration<ImmutableNode> mailet : processor.configurationsAt("mailet")) {
        String className = mailet.getString("[@class]", "").strip();
        Map<String, String> parameters = parameters(mailet);
        number++;
        mailets.add(
            new WrittenMailet(
                WrittenMailet.place(FILE, state(processor), number, className),
                state(processor),
                className,
                mailet.getString("[@match]", ""),
                WrittenMailet.Kind.of(className),
                parameters,
                repeated(mailet, parameters.keySet())));
      }
    }
    return mailets;
  }

  private static List<WrittenMatcher> matchers(
      List<HierarchicalConfiguration<ImmutableNode>> processors) {
    List<WrittenMatcher> matchers = new ArrayList<>();
    for (HierarchicalConfiguration<ImmutableNode> processor : processors) {
      int number = 0;
      for (HierarchicalConfiguration<ImmutableNode> mailet : processor.configurationsAt("mailet")) {
        number++;
        String not = mailet.getString("[@notmatch]", "");
        if (!not.isEmpty()) {
          String className = mailet.getString("[@class]", "").strip();
          String place = WrittenMailet.place(FILE, state(processor), number, className);
          matchers.add(new WrittenMatcher(place + "/notmatch", not));
        }
      }
      for (HierarchicalConfiguration<ImmutableNode> matcher :
          processor.configurationsAt("matcher")) {
        addMatchers(state(processor), matcher.getString("[@name]", ""), matcher, matchers);
      }
    }
    return matchers;
  }

  /** Adds a matcher and those that it puts together. */
  private static void addMatchers(
      String processor,
      String name,
      HierarchicalConfiguration<ImmutableNode> matcher,
      List<WrittenMatcher> matchers) {
    for (String attribute : List.of("match", "notmatch")) {
      String text = matcher.getString("[@" + attribute + "]", "");
      if (!text.isEmpty()) {
        matchers.add(
            new WrittenMatcher(WrittenMatcher.place(FILE, processor, name, attribute), text));
      }
    }
    matcher
        .configurationsAt("matcher")
        .forEach(nested -> addMatchers(processor, name, nested, matchers));
  }

  private static String state(HierarchicalConfiguration<ImmutableNode> processor) {
    return processor.getString("[@state]", "");
  }

  private static Map<String, String> repeated(
      HierarchicalConfiguration<ImmutableNode> mailet, Collection<String> names) {
    Map<String, String> repeated = new LinkedHashMap<>();
    for (String name : names) {
      int count = name.isEmpty() ? 1 : mailet.getMaxIndex(name) + 1;
      if (count > 1) {
        repeated.put(name, count + " times");
      }
    }
    return repeated;
  }

  private static Map<String, String> parameters(HierarchicalConfiguration<ImmutableNode> mailet) {
    Object bare = mailet.getNodeModel().getInMemoryRepresentation().getValue();
    if (bare != null) {
      // James cannot read a mailet with text in no element, and does not say why.
      return Map.of("", String.valueOf(bare));
    }
    MailetConfigImpl config = new MailetConfigImpl();
    config.setConfiguration(mailet);
    return MailetSettings.raw(config);
  }
}
