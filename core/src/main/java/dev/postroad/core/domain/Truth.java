// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.Locale;

/**
 * Whether something is so, where the DNS may not tell. What is not known stays unknown whatever is
 * made of it: a domain of which we do not know whether it is a partner's is neither in {@code
 * partner} nor in {@code not partner}.
 */
public enum Truth {
  YES,
  NO,
  UNKNOWN;

  /** What is known to be so or not. */
  public static Truth of(boolean so) {
    return so ? YES : NO;
  }

  /** As programs read it: {@code yes}, {@code no}, {@code unknown}. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is known to be so. */
  public boolean isYes() {
    return this == YES;
  }

  /** Both. */
  public Truth and(Truth other) {
    if (this == NO || other == NO) {
      return NO;
    }
    return this == YES && other == YES ? YES : UNKNOWN;
  }

  /** Either. */
  public Truth or(Truth other) {
    if (this == YES || other == YES) {
      return YES;
    }
    return this == NO && other == NO ? NO : UNKNOWN;
  }

  /** Not so. */
  public Truth not() {
    return switch (this) {
      case YES -> NO;
      case NO -> YES;
      case UNKNOWN -> UNKNOWN;
    };
  }
}
