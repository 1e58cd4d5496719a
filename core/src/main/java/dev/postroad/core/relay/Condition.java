// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.domain.ClassifiedDomain;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.Network;
import dev.postroad.core.domain.Truth;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.outcome.DeliveryStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a rule asks of a mail and a recipient. Prints as the operator writes it. */
sealed interface Condition {

  /** Whether it is so. */
  boolean holds(Subject subject);

  /**
   * The same where the DNS may not tell; what is not known does not hold, nor does its negation.
   */
  default Truth truth(Subject subject) {
    return Truth.of(holds(subject));
  }

  /** What it looked at, in the words of a human: the value that held or did not. */
  String saw(Subject subject);

  /** Whether the answer may change from one attempt to the next. */
  default boolean dependsOnProgress() {
    return false;
  }

  /**
   * Whether it is so at a stage of delivery.
   *
   * @throws IllegalStateException unless it {@link #dependsOnProgress}
   */
  default boolean holds(Progress progress) {
    throw new IllegalStateException("\"" + this + "\" asks nothing of attempts");
  }

  /** The classes of domains that it goes by. */
  default Stream<DomainClass> classes() {
    return Stream.empty();
  }

  /** One of which the DNS may not tell whether it holds. */
  sealed interface MaybeUnknown extends Condition {
    @Override
    Truth truth(Subject subject);

    @Override
    default boolean holds(Subject subject) {
      return truth(subject).isYes();
    }
  }

  /** One whose answer may change from one attempt to the next. */
  sealed interface OfProgress extends Condition {
    @Override
    boolean holds(Progress progress);

    @Override
    default boolean holds(Subject subject) {
      return holds(subject.mail().progress());
    }

    @Override
    default boolean dependsOnProgress() {
      return true;
    }
  }

  /** The domain of the recipient is meant by a pattern. */
  record ToDomain(DomainPattern pattern) implements MaybeUnknown {
    @Override
    public Stream<DomainClass> classes() {
      return pattern.classes();
    }

    @Override
    public Truth truth(Subject subject) {
      return pattern.test(subject.classified(subject.recipient().domain()));
    }

    @Override
    public String saw(Subject subject) {
      return seen(subject.recipient(), pattern, subject);
    }

    @Override
    public String toString() {
      return "to " + pattern;
    }
  }

  /** The recipient is this one. */
  record ToMailbox(Mailbox mailbox) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return same(mailbox, subject.recipient());
    }

    @Override
    public String saw(Subject subject) {
      return subject.recipient().toString();
    }

    @Override
    public String toString() {
      return "to " + mailbox;
    }
  }

  /** There is a sender, and a pattern means its domain. */
  record FromDomain(DomainPattern pattern) implements MaybeUnknown {
    @Override
    public Stream<DomainClass> classes() {
      return pattern.classes();
    }

    @Override
    public Truth truth(Subject subject) {
      Optional<Mailbox> sender = subject.mail().sender();
      return sender.isEmpty() ? Truth.NO : pattern.test(subject.classified(sender.get().domain()));
    }

    @Override
    public String saw(Subject subject) {
      return subject
          .mail()
          .sender()
          .map(sender -> seen(sender, pattern, subject))
          .orElse("no sender");
    }

    @Override
    public String toString() {
      return "from " + (pattern instanceof DomainPattern.OfClass ? "" : "@") + pattern;
    }
  }

  /** The sender is this one. */
  record FromMailbox(Mailbox mailbox) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return subject.mail().sender().filter(sender -> same(mailbox, sender)).isPresent();
    }

    @Override
    public String saw(Subject subject) {
      return sender(subject);
    }

    @Override
    public String toString() {
      return "from " + mailbox;
    }
  }

  /** The mail is a notification: its reverse-path is null. */
  record FromNobody() implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return subject.mail().sender().isEmpty();
    }

    @Override
    public String saw(Subject subject) {
      return sender(subject);
    }

    @Override
    public String toString() {
      return "from <>";
    }
  }

  /**
   * The mail was submitted as this user.
   *
   * @param name in lower case; {@code *} for whomever
   */
  record User(String name) implements Condition {
    public User {
      name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean holds(Subject subject) {
      return subject
          .mail()
          .authenticatedUser()
          .filter(user -> name.equals("*") || name.equals(user.toLowerCase(Locale.ROOT)))
          .isPresent();
    }

    @Override
    public String saw(Subject subject) {
      return subject.mail().authenticatedUser().orElse("nobody who logged in");
    }

    @Override
    public String toString() {
      return "user " + name;
    }
  }

  /** The mail was submitted from this network. */
  record Client(Network network) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return subject.mail().client().filter(network::contains).isPresent();
    }

    @Override
    public String saw(Subject subject) {
      return subject.mail().client().map(IpAddresses::format).orElse("no client");
    }

    @Override
    public String toString() {
      return "client " + network;
    }
  }

  /** The message has so many octets. */
  record Size(Range range) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      OptionalLong size = subject.mail().message().size().get();
      return size.isPresent() && range.contains(size.getAsLong());
    }

    @Override
    public String saw(Subject subject) {
      OptionalLong size = subject.mail().message().size().get();
      return size.isPresent() ? size.getAsLong() + " octets" : "no known size";
    }

    @Override
    public String toString() {
      return "size " + range;
    }
  }

  /** The message has a header field of this name. */
  record Header(String name) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return subject.mail().message().header().test(name);
    }

    @Override
    public String saw(Subject subject) {
      return (holds(subject) ? "a header field " : "no header field ") + name;
    }

    @Override
    public String toString() {
      return "header " + name;
    }
  }

  /**
   * The mail has such a priority.
   *
   * @param range from 0 (lowest) to 9, and 5 is normal, whatever the host counts by
   */
  record Priority(Range range) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return range.contains(level(subject));
    }

    private static int level(Subject subject) {
      return PriorityScale.level(subject.mail().message().priority().orElse(0));
    }

    @Override
    public String saw(Subject subject) {
      return "priority " + level(subject);
    }

    @Override
    public String toString() {
      return "priority " + range;
    }
  }

  /** It is such an attempt that is to be made now. */
  record Attempt(Range range) implements OfProgress {
    @Override
    public boolean holds(Progress progress) {
      return range.contains(progress.attempt());
    }

    @Override
    public String saw(Subject subject) {
      return "attempt " + subject.mail().progress().attempt();
    }

    @Override
    public String toString() {
      return "attempt " + range;
    }
  }

  /**
   * The attempt before ended so for this recipient.
   *
   * @param pattern {@code 4.4.1}, {@code 4.4.*}, {@code 4.*} or a reply code such as {@code 421}
   */
  record Last(String pattern) implements OfProgress {
    @Override
    public boolean holds(Progress progress) {
      return progress.last().filter(this::means).isPresent();
    }

    private boolean means(DeliveryStatus status) {
      String enhanced = status.enhanced().toString();
      return pattern.endsWith(".*")
          ? enhanced.startsWith(pattern.substring(0, pattern.length() - 1))
          : pattern.equals(enhanced) || pattern.equals(Integer.toString(status.code()));
    }

    @Override
    public String saw(Subject subject) {
      return subject.mail().progress().last().map(DeliveryStatus::toString).orElse("no attempt");
    }

    @Override
    public String toString() {
      return "last " + pattern;
    }
  }

  /** Any of some conditions with the same keyword. */
  record AnyOf(List<Condition> conditions) implements Condition {
    public AnyOf {
      conditions = List.copyOf(conditions);
    }

    @Override
    public Stream<DomainClass> classes() {
      return conditions.stream().flatMap(Condition::classes);
    }

    @Override
    public boolean holds(Subject subject) {
      return conditions.stream().anyMatch(condition -> condition.holds(subject));
    }

    @Override
    public Truth truth(Subject subject) {
      Truth any = Truth.NO;
      for (Condition condition : conditions) {
        any = any.or(condition.truth(subject));
        if (any.isYes()) {
          return any;
        }
      }
      return any;
    }

    @Override
    public String saw(Subject subject) {
      return conditions.get(0).saw(subject);
    }

    @Override
    public boolean dependsOnProgress() {
      return conditions.get(0).dependsOnProgress();
    }

    @Override
    public boolean holds(Progress progress) {
      return conditions.stream().anyMatch(condition -> condition.holds(progress));
    }

    @Override
    public String toString() {
      String first = conditions.get(0).toString();
      return first
          + conditions.stream()
              .skip(1)
              .map(Condition::toString)
              .map(text -> ", " + text.substring(text.indexOf(' ') + 1))
              .collect(Collectors.joining());
    }
  }

  /** Not so. */
  record Not(Condition condition) implements MaybeUnknown {
    @Override
    public Stream<DomainClass> classes() {
      return condition.classes();
    }

    @Override
    public Truth truth(Subject subject) {
      return condition.truth(subject).not();
    }

    @Override
    public String saw(Subject subject) {
      return condition.saw(subject);
    }

    @Override
    public boolean dependsOnProgress() {
      return condition.dependsOnProgress();
    }

    @Override
    public boolean holds(Progress progress) {
      return !condition.holds(progress);
    }

    @Override
    public String toString() {
      return "not " + condition;
    }
  }

  /** Always. */
  record Always(String keyword) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return true;
    }

    @Override
    public String saw(Subject subject) {
      return "anything";
    }

    @Override
    public String toString() {
      return keyword + " *";
    }
  }

  private static String sender(Subject subject) {
    return subject.mail().sender().map(Mailbox::toString).orElse("no sender");
  }

  private static String seen(Mailbox mailbox, DomainPattern pattern, Subject subject) {
    ClassifiedDomain domain = subject.classified(mailbox.domain());
    StringBuilder words = new StringBuilder(mailbox.domain().inAddress());
    if (pattern instanceof DomainPattern.OfClass) {
      words.append(", which is in the classes ").append(domain.classes());
    }
    if (subject.goesByDns(pattern)) {
      domain.seenOfDns().ifPresent(seen -> words.append(", ").append(seen));
    }
    return words.toString();
  }

  private static boolean same(Mailbox rule, Mailbox mailbox) {
    return rule.domain().equals(mailbox.domain())
        && rule.localPart().equalsIgnoreCase(mailbox.localPart());
  }
}
