// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Key;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.RelayPolicyKeys;
import dev.postroad.core.config.Settings;
import dev.postroad.core.config.SourceLine;
import dev.postroad.core.config.TableSource;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.domain.TooManyStepsException;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.outcome.DeliveryStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A relay policy, read and checked whole.
 *
 * @param permits who may relay; empty if that is left to the mail server
 * @param rules which way mail goes
 * @param relays the relays that rules may name, in the order of their table
 * @param holdRepository URL of the repository for held mail, if the operator says one
 * @param bounceProcessor processor for refused mail, if the operator says one
 * @param localProcessor processor for mail that stays on this server
 * @param lists the list files that it was read with
 * @param idle what changes nothing: rules that never decide, relays and classes that none names
 * @param warnings what likely was not meant, for the log
 */
public record RelayPolicyConfig(
    Optional<Permits> permits,
    RelayRules rules,
    Collection<RelayHost> relays,
    Optional<String> holdRepository,
    Optional<String> bounceProcessor,
    String localProcessor,
    ReadLists lists,
    Idle idle,
    List<Problem> warnings) {

  private static final String LOCAL_PROCESSOR = "local-delivery";

  /** The sender may read this: rules are for the log. */
  private static final DeliveryStatus UNDECIDED =
      DeliveryStatus.temporary(
          "4.3.5", "the policy cannot decide for now; the log of the server says why");

  public RelayPolicyConfig {
    relays = List.copyOf(relays);
    warnings = List.copyOf(warnings);
  }

  /**
   * What a policy says of one recipient.
   *
   * @param permission whether the mail is taken at all; empty if the policy leaves that to the mail
   *     server
   * @param decision which way it goes; whoever is denied is refused by the same line, or waits by
   *     it if it is not known for now whether they are
   */
  public record Ruling(Optional<Permission> permission, Decision decision) {

    /** Nothing can be said for now: the mail waits for this recipient, and is asked about again. */
    public static Ruling undecided(RuntimeException why) {
      return new Ruling(
          Optional.empty(),
          new Decision(
              new Route.Wait(UNDECIDED),
              SourceLine.whole("the policy", String.valueOf(why.getMessage()))));
    }

    /** The quota that the mail counts to for this recipient. */
    public Optional<String> quota() {
      return permission.flatMap(
          found ->
              found instanceof Permission.Granted granted ? granted.quota() : Optional.empty());
    }
  }

  /**
   * Decides whether a mail is taken for a recipient, and then which way it goes.
   *
   * @throws TooManyStepsException as {@link RelayRules#decide}
   */
  public Ruling decide(MailFacts facts, Mailbox recipient) {
    Optional<Permission> permission = permits.map(table -> table.decide(facts, recipient));
    if (permission.isPresent() && permission.get() instanceof Permission.Denied denied) {
      return new Ruling(
          permission,
          new Decision(
              denied.status().isPermanent()
                  ? new Route.Refuse(denied.status())
                  : new Route.Wait(denied.status()),
              denied.rule()));
    }
    return new Ruling(permission, rules.decide(facts, recipient));
  }

  /**
   * How {@link #decide} comes to what it says, or to saying nothing.
   *
   * @param looks whether every rule that is looked at is wanted, too
   */
  public Trail trail(MailFacts facts, Mailbox recipient, boolean looks) {
    Optional<Permission> permission = permits.map(table -> permission(table, facts, recipient));
    boolean taken = permission.map(Permission::isGranted).orElse(true);
    Set<DomainClass> classes =
        taken
            ? rules.classes(facts, recipient)
            : new Looks(facts.with(MxLookup.NOTHING), recipient, rules.classifier())
                .recipientClasses();
    if (!looks) {
      return new Trail(classes, permission, List.of(), List.of());
    }
    List<Look> lines = permits.map(table -> table.looks(facts, recipient)).orElse(List.of());
    return new Trail(classes, permission, lines, taken ? rules.looks(facts, recipient) : List.of());
  }

  private static Permission permission(Permits table, MailFacts facts, Mailbox recipient) {
    try {
      return table.decide(facts, recipient);
    } catch (TooManyStepsException e) {
      return new Permission.Denied(
          SourceLine.whole("the permit table", String.valueOf(e.getMessage())), Permits.UNDECIDED);
    }
  }

  /**
   * The tables that were there and are gone, and the lists that are empty: likely a file was saved
   * half, and what holds without a table or a list must not hold for that moment. Whoever means it
   * begins anew.
   *
   * @param before the policy whose place this one is to take
   * @param where it stands
   */
  public List<Problem> goneSince(RelayPolicyConfig before, String where) {
    List<Problem> gone = new ArrayList<>();
    if (permits.isEmpty() && before.permits.isPresent()) {
      gone.add(
          gone(where, "of those who may relay", "whatever James lets in may relay", "[permit]"));
    }
    if (rules.size() == 0 && before.rules.size() > 0) {
      gone.add(gone(where, "of routes", "all mail goes direct", "[routes]"));
    }
    gone.addAll(lists.goneSince(before.lists));
    return gone;
  }

  private static Problem gone(String where, String table, String without, String header) {
    return new Problem(
        Problem.Severity.ERROR,
        where,
        "the table " + table + " is gone",
        "without it " + without + ", which a file saved half must not bring about",
        "put " + header + " back, or start James anew if you mean it");
  }

  /**
   * The processors that have to be there, by the key that names them. Where mail stays on this
   * server by no rule, the usual processor for it may be missing, and one that the operator names
   * may not.
   */
  public Map<Key<String>, String> processors() {
    Map<Key<String>, String> named = new LinkedHashMap<>();
    bounceProcessor.ifPresent(name -> named.put(RelayPolicyKeys.BOUNCE_PROCESSOR, name));
    if (rules.anyLocal() || !localProcessor.equals(LOCAL_PROCESSOR)) {
      named.put(RelayPolicyKeys.LOCAL_PROCESSOR, localProcessor);
    }
    return named;
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

    /** The time, for certificates that expire; empty where nothing is to be said of that. */
    default Optional<Instant> now() {
      return Optional.empty();
    }

    /**
     * Whether users are called by whole addresses, or by names without a domain; empty where that
     * is not known.
     */
    default Optional<Boolean> usersAreAddresses() {
      return Optional.empty();
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
        new CredentialReferences(
            surroundings.files(), surroundings.environment(), surroundings.now());

    RelayTable relayTable = new RelayTable(credentials, problems);
    Map<String, RelayHost> relays = relayTable.read(tables.relays());
    ClassTable classTable = new ClassTable(patterns, problems);
    DomainClassifier classes =
        classTable.read(
            tables.classes(),
            ClassFile.lines(surroundings.files(), problems),
            surroundings.local());
    ConditionPlaces places = new ConditionPlaces();
    ConditionReader conditions =
        new ConditionReader(patterns, classes, surroundings.usersAreAddresses(), places);
    PermitTable permitTable = new PermitTable(conditions, places, classes, problems);
    List<PermitRule> permitted =
        tables.permit().map(table -> permitTable.read(table.lines())).orElse(List.of());
    Optional<Permits> permits =
        tables
            .permit()
            .map(table -> new Permits(permitted, table.where(), permitTable.quotas(), classes));
    List<RelayRule> rules = new RouteTable(relays, conditions, problems).read(tables.routes());

    List<Problem> shadowed = shadowed(permitted, rules, classTable.names(), places, problems);
    problems.throwIfErrors();
    return new RelayPolicyConfig(
        permits,
        new RelayRules(rules, classes),
        relays.values(),
        settings.given(RelayPolicyKeys.HOLD_REPOSITORY),
        settings.given(RelayPolicyKeys.BOUNCE_PROCESSOR),
        settings.given(RelayPolicyKeys.LOCAL_PROCESSOR).orElse(LOCAL_PROCESSOR),
        patterns.lists(),
        Idle.of(permitted, rules, shadowed, relayTable, relays.values(), classTable),
        problems.warnings());
  }

  /** Lines that never decide; of the others it is noted if all their mail would fail. */
  private static List<Problem> shadowed(
      List<PermitRule> permitted,
      List<RelayRule> rules,
      ClassNames names,
      ConditionPlaces places,
      Problems problems) {
    List<RelayRule> reached = RouteTable.reached(rules);
    Map<SourceLine, Problem> never = PolicyLint.check(reached, names, places);
    reached.stream()
        .filter(rule -> !never.containsKey(rule.place()))
        .forEach(rule -> TooLarge.check(rule, places, problems));
    List<Problem> shadowed =
        new ArrayList<>(PolicyLint.checkPermits(permitted, names, places).values());
    shadowed.addAll(never.values());
    return shadowed;
  }
}
