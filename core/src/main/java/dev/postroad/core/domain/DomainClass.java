// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.Locale;

/**
 * The name of a kind of domain that an operator has defined, such as {@code partner}.
 *
 * @param name lower case letters, digits and hyphens
 */
public record DomainClass(String name) implements Comparable<DomainClass> {

  /** The class of James' own domains; always there, never defined by an operator. */
  public static final DomainClass LOCAL = new DomainClass("local");

  public DomainClass {
    name = name.toLowerCase(Locale.ROOT);
    if (!name.matches("[a-z0-9][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "a class name has letters, digits and hyphens only: " + name);
    }
  }

  @Override
  public int compareTo(DomainClass other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
