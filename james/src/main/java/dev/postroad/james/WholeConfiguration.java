// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Problem;
import dev.postroad.core.relay.RelayPolicyConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private final ConfigurationProvider configurations;
  private final RelayPolicyConfig.Surroundings surroundings;
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
    List<Problem> problems = new ArrayList<>();
    for (HierarchicalConfiguration<ImmutableNode> mailet : mailets()) {
      problems.addAll(problemsOf(mailet));
    }
    if (problems.stream().anyMatch(Problem::isError)) {
      throw MailetSettings.failure("mailetcontainer.xml", new ConfigurationProblems(problems));
    }
    checked = true;
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

  private List<Problem> problemsOf(HierarchicalConfiguration<ImmutableNode> mailet) {
    MailetConfigImpl config = new MailetConfigImpl();
    config.setConfiguration(mailet);
    Map<String, String> raw = MailetSettings.raw(config);
    try {
      switch (mailet.getString("[@class]", "").strip()) {
        case MAILETS + "MxRemoteDelivery" -> DeliverySettings.parse(raw, DELIVERY);
        case MAILETS + "RelayPolicy" -> RelayPolicyConfig.parse(raw, POLICY, surroundings);
        default -> {}
      }
      return List.of();
    } catch (ConfigurationProblems e) {
      return e.problems();
    }
  }
}
