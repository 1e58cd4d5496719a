// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.SharedSettings;
import dev.postroad.core.relay.RelayPolicyConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  /** What the places of problems begin with. */
  public static final String DELIVERY = "mailetcontainer.xml MxRemoteDelivery";

  /** What the places of problems begin with. */
  public static final String POLICY = "mailetcontainer.xml RelayPolicy";

  private static final Logger LOGGER = LoggerFactory.getLogger(WholeConfiguration.class);
  private static final String MAILETS = "dev.postroad.mailets.";
  private static final String OURS = MAILETS + "MxRemoteDelivery";
  private static final Set<String> STOCK =
      Set.of("RemoteDelivery", "org.apache.james.transport.mailets.RemoteDelivery");
  private static final String STOCK_QUEUE = "outgoing";

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
    SharedSettings agreed = agreed(problems);
    Set<String> ourQueues = new HashSet<>();
    for (HierarchicalConfiguration<ImmutableNode> mailet : mailets()) {
      check(mailet, agreed, ourQueues, problems);
    }
    for (HierarchicalConfiguration<ImmutableNode> mailet : mailets()) {
      checkStock(mailet, ourQueues, problems);
    }
    try {
      problems.throwIfErrors();
    } catch (ConfigurationProblems e) {
      throw MailetSettings.failure("mailetcontainer.xml", e);
    }
    shared = agreed;
    checked = true;
  }

  /**
   * An MxRemoteDelivery's parameters, and beside them what others give of the keys that all share.
   */
  public synchronized Map<String, String> complete(Map<String, String> raw) {
    return shared.complete(raw);
  }

  /** Where an MxRemoteDelivery stands, told apart from others by its queue. */
  static String place(DeliverySettings settings) {
    return place(settings.queue().outgoing());
  }

  private static String place(String queue) {
    return DELIVERY + " (queue " + queue + ")";
  }

  private SharedSettings agreed(Problems problems) {
    SharedSettings agreed = new SharedSettings();
    for (HierarchicalConfiguration<ImmutableNode> mailet : mailets()) {
      if (type(mailet).equals(OURS)) {
        Map<String, String> raw = parameters(mailet);
        agreed.add(raw, place(raw.getOrDefault("outgoing", STOCK_QUEUE)), problems);
      }
    }
    return agreed;
  }

  private List<HierarchicalConfiguration<ImmutableNode>> mailets() {
    try {
      return configurations
          .getConfiguration("mailetcontainer")
          .configurationsAt("processors.processor.mailet");
    } catch (ConfigurationException e) {
      // Each mailet still reads its own.
      LOGGER.warn("Cannot look over mailetcontainer.xml as a whole", e);
      return List.of();
    }
  }

  private void check(
      HierarchicalConfiguration<ImmutableNode> mailet,
      SharedSettings agreed,
      Set<String> ourQueues,
      Problems problems) {
    Map<String, String> raw = parameters(mailet);
    try {
      switch (type(mailet)) {
        case OURS ->
            ourQueues.add(
                DeliverySettings.parse(agreed.complete(raw), DELIVERY).queue().outgoing());
        case MAILETS + "RelayPolicy" -> RelayPolicyConfig.parse(raw, POLICY, surroundings);
        default -> {}
      }
    } catch (ConfigurationProblems e) {
      problems.addAll(e.problems());
    }
  }

  /** The stock mailet on a queue of ours would deliver our mail, by its own settings. */
  private static void checkStock(
      HierarchicalConfiguration<ImmutableNode> mailet, Set<String> ourQueues, Problems problems) {
    if (!STOCK.contains(type(mailet))) {
      return;
    }
    String queue = parameters(mailet).getOrDefault("outgoing", STOCK_QUEUE);
    if (ourQueues.contains(queue)) {
      problems.error(
          "mailetcontainer.xml RemoteDelivery",
          "James' own RemoteDelivery and an MxRemoteDelivery share the queue \"" + queue + "\"",
          "whoever takes a mail from a queue delivers it by its own settings: some mail would leave"
              + " without your relays and your demands of TLS",
          "change this one's class to dev.postroad.mailets.MxRemoteDelivery, or give one of them"
              + " another queue in <outgoing>");
    }
  }

  private static String type(HierarchicalConfiguration<ImmutableNode> mailet) {
    return mailet.getString("[@class]", "").strip();
  }

  private static Map<String, String> parameters(HierarchicalConfiguration<ImmutableNode> mailet) {
    MailetConfigImpl config = new MailetConfigImpl();
    config.setConfiguration(mailet);
    return MailetSettings.raw(config);
  }
}
