// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * Finds, of many numbered things, those that name a domain or something it is below: one look-up
 * for each of the domain's labels, however many there are. Immutable; looking up allocates nothing.
 */
public final class DomainIndex {
  private final NameTable groups;

  /** By group: the numbers that name a domain itself, ascending. */
  private final int[][] exact;

  /** By group: the numbers that name what is below a domain, ascending. */
  private final int[][] below;

  private DomainIndex(Builder builder) {
    this.groups = builder.names;
    this.exact = builder.exact.toArray(int[][]::new);
    this.below = builder.below.toArray(int[][]::new);
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Tells of all that mean a domain, those that name it itself last. A number may be told several
   * times.
   */
  public void find(DomainName domain, IntConsumer each) {
    if (groups.size() == 0) {
      return;
    }
    String name = domain.inAddress();
    boolean hasParents = domain.literal().isEmpty();
    int hash = 0;
    for (int i = name.length() - 1; i >= 0; i--) {
      char c = name.charAt(i);
      if (c == '.' && hasParents) {
        tell(groups.get(name, i + 1, hash), below, each);
      }
      hash = NameTable.before(hash, c);
    }
    tell(groups.get(name, 0, hash), exact, each);
  }

  /** Whether a number means what is below some name that a test is true of. */
  boolean hasBelow(int number, Predicate<String> test) {
    boolean[] found = new boolean[1];
    groups.forEach(
        (name, group) ->
            found[0] |= Arrays.binarySearch(below[group], number) >= 0 && test.test(name));
    return found[0];
  }

  private static void tell(int group, int[][] numbers, IntConsumer each) {
    if (group != NameTable.ABSENT) {
      for (int number : numbers[group]) {
        each.accept(number);
      }
    }
  }

  /** Collects names; to be thrown away once built. */
  public static final class Builder {
    private static final int[] NONE = {};

    private final NameTable names = new NameTable();
    private final List<int[]> exact = new ArrayList<>(List.of(NONE));
    private final List<int[]> below = new ArrayList<>(List.of(NONE));

    /** From a group to the one with one more number, so that a million names make one group. */
    private final Map<Step, Integer> steps = new HashMap<>();

    /** The last of them: the names of a list are added one after the other. */
    private Step last = new Step(-1, false, -1);

    private int lastNext;

    private record Step(int group, boolean below, int number) {}

    private Builder() {}

    /** A thing that names this domain or literal itself. */
    public Builder exact(DomainName domain, int number) {
      return add(domain.inAddress(), false, number);
    }

    /** A thing that names all that is below this domain. */
    public Builder below(DomainName domain, int number) {
      return add(domain.canonical(), true, number);
    }

    Builder add(String name, boolean isBelow, int number) {
      names.update(name, before -> next(Math.max(0, before), isBelow, number));
      return this;
    }

    private int next(int group, boolean isBelow, int number) {
      if (group != last.group || isBelow != last.below || number != last.number) {
        last = new Step(group, isBelow, number);
        lastNext = steps.computeIfAbsent(last, this::begin);
      }
      return lastNext;
    }

    private int begin(Step step) {
      List<int[]> changed = step.below ? below : exact;
      List<int[]> same = step.below ? exact : below;
      changed.add(with(changed.get(step.group), step.number));
      same.add(same.get(step.group));
      return changed.size() - 1;
    }

    private static int[] with(int[] numbers, int number) {
      int at = Arrays.binarySearch(numbers, number);
      if (at >= 0) {
        return numbers;
      }
      int[] more = new int[numbers.length + 1];
      System.arraycopy(numbers, 0, more, 0, -at - 1);
      more[-at - 1] = number;
      System.arraycopy(numbers, -at - 1, more, -at, numbers.length + at + 1);
      return more;
    }

    public DomainIndex build() {
      return new DomainIndex(this);
    }
  }
}
