// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.Collection;
import java.util.List;

/** A word in a pattern is none of those that it may be; whoever tells the operator may suggest. */
public final class UnknownWordException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String word;
  private final List<String> known;

  UnknownWordException(String kind, String word, Collection<String> known) {
    super("there is no " + kind + " \"" + DomainName.printable(word) + "\"");
    this.word = word;
    this.known = known.stream().sorted().toList();
  }

  /** What was written. */
  public String word() {
    return word;
  }

  /** What may be written instead. */
  public List<String> known() {
    return known;
  }
}
