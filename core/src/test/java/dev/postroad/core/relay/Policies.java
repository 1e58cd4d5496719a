// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problem;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.message.Mailbox;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Policies for tests, as a mailet would read them. */
final class Policies {
  static final String WHERE = "mailetcontainer.xml RelayPolicy";

  private Policies() {}

  static RelayPolicyConfig parse(Map<String, String> raw, RelayPolicyConfig.Surroundings around) {
    try {
      return RelayPolicyConfig.parse(raw, WHERE, around);
    } catch (ConfigurationProblems e) {
      throw new AssertionError(e);
    }
  }

  static RelayPolicyConfig parse(String relays, String classes, String routes) {
    return parse(raw(relays, classes, routes), in(Path.of("nowhere")));
  }

  static List<String> problems(Map<String, String> raw, RelayPolicyConfig.Surroundings around) {
    return catchThrowableOfType(
            ConfigurationProblems.class, () -> RelayPolicyConfig.parse(raw, WHERE, around))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  static List<String> problems(String relays, String classes, String routes) {
    return problems(raw(relays, classes, routes), in(Path.of("nowhere")));
  }

  static Map<String, String> raw(String relays, String classes, String routes) {
    Map<String, String> raw = new HashMap<>();
    raw.put("relays", relays);
    raw.put("classes", classes);
    raw.put("routes", routes);
    raw.values().removeIf(String::isEmpty);
    return raw;
  }

  static RelayPolicyConfig.Surroundings in(Path directory) {
    return in(directory, Map.of("HUB_LOGIN", "hub:secret"));
  }

  static RelayPolicyConfig.Surroundings in(Path directory, Map<String, String> environment) {
    return new RelayPolicyConfig.Surroundings() {
      @Override
      public FileResolver files() {
        return FileResolver.in(directory);
      }

      @Override
      public Predicate<DomainName> local() {
        return domain -> domain.canonical().equals("corp.example");
      }

      @Override
      public Function<String, @Nullable String> environment() {
        return environment::get;
      }
    };
  }

  static MailFacts from(String sender) {
    return new MailFacts(
        sender.isEmpty() ? Optional.empty() : Optional.of(Mailbox.parse(sender)),
        Optional.empty(),
        Optional.empty());
  }

  static MailFacts from(String sender, String user, InetAddress client) {
    return new MailFacts(from(sender).sender(), Optional.of(user), Optional.of(client));
  }

  static String decide(RelayPolicyConfig policy, MailFacts facts, String recipient) {
    Route route = policy.rules().decide(facts, Mailbox.parse(recipient)).route();
    return route.toString();
  }
}
