// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.RelayPolicyKeys;
import dev.postroad.core.config.Settings;
import dev.postroad.core.config.TableSource;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A relay policy, read and checked whole.
 *
 * @param rules which way mail goes
 * @param relays the relays that rules may name, in the order of their table
 * @param holdRepository URL of the repository for held mail, if the operator says one
 * @param bounceProcessor processor for refused mail, if the operator says one
 * @param warnings what likely was not meant, for the log
 */
public record RelayPolicyConfig(
    RelayRules rules,
    Collection<RelayHost> relays,
    Optional<String> holdRepository,
    Optional<String> bounceProcessor,
    List<Problem> warnings) {

  public RelayPolicyConfig {
    relays = List.copyOf(relays);
    warnings = List.copyOf(warnings);
  }

  /** What a policy takes from its surroundings. */
  public interface Surroundings {
    /** Finds the files that a policy refers to. */
    FileResolver files();

    /** The domains of the mail server itself, asked for anew each time. */
    Predicate<DomainName> local();

    /** Finds environment variables; null for those that are not set. */
    default Function<String, @Nullable String> environment() {
      return System::getenv;
    }

    /** These, with the environment of this process. */
    static Surroundings of(FileResolver files, Predicate<DomainName> local) {
      return new Surroundings() {
        @Override
        public FileResolver files() {
          return files;
        }

        @Override
        public Predicate<DomainName> local() {
          return local;
        }
      };
    }
  }

  /**
   * Reads the parameters of a RelayPolicy mailet.
   *
   * @param raw by name: {@code relays}, {@code classes}, {@code routes} …, see {@link
   *     RelayPolicyKeys}
   * @param where they stand, such as {@code mailetcontainer.xml RelayPolicy}
   * @throws ConfigurationProblems with everything that is wrong
   */
  public static RelayPolicyConfig parse(
      Map<String, String> raw, String where, Surroundings surroundings)
      throws ConfigurationProblems {
    Problems problems = new Problems();
    Settings settings = Settings.parse(raw, where, RelayPolicyKeys.ALL, problems);
    TableSource source = new TableSource(surroundings.files(), problems);
    PolicyTables tables = PolicyTables.of(settings, source, problems);
    PatternReader patterns = new PatternReader(surroundings.files(), problems);
    CredentialReferences credentials =
        new CredentialReferences(surroundings.files(), surroundings.environment());

    Map<String, RelayHost> relays = new RelayTable(credentials, problems).read(tables.relays());
    DomainClassifier classes =
        new ClassTable(patterns, problems).read(tables.classes(), surroundings.local());
    List<RelayRule> rules =
        new RouteTable(relays, new ConditionReader(patterns, classes), problems)
            .read(tables.routes());

    problems.throwIfErrors();
    return new RelayPolicyConfig(
        new RelayRules(rules, classes),
        relays.values(),
        settings.given(RelayPolicyKeys.HOLD_REPOSITORY),
        settings.given(RelayPolicyKeys.BOUNCE_PROCESSOR),
        problems.warnings());
  }
}
