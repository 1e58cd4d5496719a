// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.domain.DomainPattern;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Finds what no mail, or no domain, can ever fulfil: conditions that exclude each other, such as
 * {@code to a.example to b.example}. Nothing is said unless that is certain.
 *
 * @param implies whether the second condition holds wherever the first does, as far as is certain
 * @param covers whether all domains of the second pattern are meant by the first
 */
record Contradictions(
    BiPredicate<Condition, Condition> implies, BiPredicate<DomainPattern, DomainPattern> covers) {

  /**
   * Two that exclude each other, or one that excludes all.
   *
   * @param at which of all the other is, from 0
   */
  record Found(String one, String other, int at) {
    /** In the words of an operator. */
    String why() {
      return one.equals(other)
          ? "no mail is \"" + one + "\""
          : "no mail is both \"" + one + "\" and \"" + other + "\"";
    }
  }

  /** Why conditions that must all hold never do; empty if they may. */
  Optional<Found> among(List<Condition> conditions) {
    for (int i = 0; i < conditions.size(); i++) {
      Condition one = conditions.get(i);
      if (one instanceof Condition.Not not && isAlways(not.condition())) {
        return Optional.of(new Found(one.toString(), one.toString(), i));
      }
      for (int j = i + 1; j < conditions.size(); j++) {
        if (areApart(one, conditions.get(j))) {
          return Optional.of(new Found(one.toString(), conditions.get(j).toString(), j));
        }
      }
    }
    return Optional.empty();
  }

  /** Why a pattern means no domain; empty if it may. */
  Optional<Found> in(DomainPattern pattern) {
    if (pattern instanceof DomainPattern.Not not && not.pattern() instanceof DomainPattern.Any) {
      return Optional.of(new Found(pattern.toString(), pattern.toString(), 0));
    }
    if (pattern instanceof DomainPattern.AllOf all) {
      for (int i = 0; i < all.patterns().size(); i++) {
        DomainPattern one = all.patterns().get(i);
        for (int j = i + 1; j < all.patterns().size(); j++) {
          DomainPattern other = all.patterns().get(j);
          if (areApart(one, other)) {
            return Optional.of(new Found(one.toString(), other.toString(), j));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isAlways(Condition condition) {
    return condition instanceof Condition.AnyOf any
        ? any.conditions().stream().anyMatch(Contradictions::isAlways)
        : condition instanceof Condition.Always;
  }

  /** Whether two conditions never hold together. */
  private boolean areApart(Condition one, Condition other) {
    if (one instanceof Condition.AnyOf any) {
      return any.conditions().stream().allMatch(each -> areApart(each, other));
    }
    if (other instanceof Condition.AnyOf any) {
      return any.conditions().stream().allMatch(each -> areApart(one, each));
    }
    return areApartInOrder(one, other) || areApartInOrder(other, one);
  }

  private boolean areApartInOrder(Condition one, Condition other) {
    if (one instanceof Condition.Not not) {
      return implies.test(other, not.condition());
    }
    if (one instanceof Condition.FromNobody) {
      return other instanceof Condition.FromDomain || other instanceof Condition.FromMailbox;
    }
    if (one instanceof Condition.ToDomain to) {
      return (other instanceof Condition.ToDomain that && areApart(to.pattern(), that.pattern()))
          || (other instanceof Condition.ToMailbox box
              && areApart(to.pattern(), new DomainPattern.Exact(box.mailbox().domain())));
    }
    if (one instanceof Condition.FromDomain from) {
      return (other instanceof Condition.FromDomain that
              && areApart(from.pattern(), that.pattern()))
          || (other instanceof Condition.FromMailbox box
              && areApart(from.pattern(), new DomainPattern.Exact(box.mailbox().domain())));
    }
    if (one instanceof Condition.ToMailbox || one instanceof Condition.FromMailbox) {
      return one.getClass() == other.getClass()
          && !one.toString().equalsIgnoreCase(other.toString());
    }
    if (one instanceof Condition.User user) {
      return other instanceof Condition.User that
          && !List.of(user.name(), that.name()).contains("*")
          && !user.name().equals(that.name());
    }
    if (one instanceof Condition.Client client) {
      return other instanceof Condition.Client that
          && !client.network().contains(that.network())
          && !that.network().contains(client.network());
    }
    if (one instanceof Condition.Last) {
      return other instanceof Condition.Attempt attempt && attempt.range().most() < 2;
    }
    return areApartAsRanges(one, other);
  }

  private static boolean areApartAsRanges(Condition one, Condition other) {
    if (one instanceof Condition.Size size && other instanceof Condition.Size that) {
      return size.range().isApartFrom(that.range());
    }
    if (one instanceof Condition.Attempt attempt && other instanceof Condition.Attempt that) {
      return attempt.range().isApartFrom(that.range());
    }
    return one instanceof Condition.Priority priority
        && other instanceof Condition.Priority that
        && priority.range().isApartFrom(that.range());
  }

  /** Whether no domain is meant by both: names and suffixes are compared, and what is negated. */
  private boolean areApart(DomainPattern one, DomainPattern other) {
    if (one instanceof DomainPattern.Not not) {
      return covers.test(not.pattern(), other);
    }
    if (other instanceof DomainPattern.Not not) {
      return covers.test(not.pattern(), one);
    }
    return isByName(one) && isByName(other) && !covers.test(one, other) && !covers.test(other, one);
  }

  private static boolean isByName(DomainPattern pattern) {
    return pattern instanceof DomainPattern.Exact || pattern instanceof DomainPattern.Below;
  }
}
