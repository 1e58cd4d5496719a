// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

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
      int group = Math.max(0, names.get(name));
      Step step = new Step(group, isBelow, number);
      Integer next = steps.get(step);
      if (next == null) {
        next = exact.size();
        exact.add(isBelow ? exact.get(group) : with(exact.get(group), number));
        below.add(isBelow ? with(below.get(group), number) : below.get(group));
        steps.put(step, next);
      }
      names.put(name, next);
      return this;
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
