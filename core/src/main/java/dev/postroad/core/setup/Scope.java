// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.setup;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Whether the condition of a matcher is asked of each recipient, or of the mail as a whole. */
public enum Scope {
  /** Those recipients match for whom it holds. */
  EACH {
    @Override
    public <T> Collection<T> of(Collection<T> all, Collection<T> meant) {
      return meant;
    }
  },

  /** All match if it holds for one. */
  ANY {
    @Override
    public <T> Collection<T> of(Collection<T> all, Collection<T> meant) {
      return meant.isEmpty() ? List.of() : all;
    }
  },

  /** All match if it holds for all. */
  ALL {
    @Override
    public <T> Collection<T> of(Collection<T> all, Collection<T> meant) {
      return meant.size() == all.size() ? all : List.of();
    }
  },

  /** All match if it holds for none. */
  NONE {
    @Override
    public <T> Collection<T> of(Collection<T> all, Collection<T> meant) {
      return meant.isEmpty() ? all : List.of();
    }
  };

  /**
   * Who matches.
   *
   * @param all recipients of a mail
   * @param meant those of them for whom the condition holds
   */
  public abstract <T> Collection<T> of(Collection<T> all, Collection<T> meant);

  /** The scope that a condition begins with, as {@code any:}; {@link #EACH} without one. */
  public static Scope at(String condition) {
    return Arrays.stream(values())
        .filter(scope -> scope != EACH && condition.startsWith(scope.prefix()))
        .findFirst()
        .orElse(EACH);
  }

  /** The condition without its scope. */
  public String without(String condition) {
    return this == EACH ? condition : condition.substring(prefix().length()).strip();
  }

  private String prefix() {
    return name().toLowerCase(Locale.ROOT) + ":";
  }
}
