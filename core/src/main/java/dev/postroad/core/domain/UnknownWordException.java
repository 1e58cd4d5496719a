// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.Collection;
import java.util.List;

/** A word in a pattern is none of those that it may be; whoever tells the operator may suggest. */
public final class UnknownWordException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String word;
  private final List<String> known;
  private final String remedy;

  UnknownWordException(String kind, String word, Collection<String> known) {
    this(kind, word, known, "");
  }

  /**
   * @param remedy what to write instead; empty if nobody can tell but by what is known
   */
  UnknownWordException(String kind, String word, Collection<String> known, String remedy) {
    super("there is no " + kind + " \"" + DomainName.printable(word) + "\"");
    this.word = word;
    this.known = known.stream().sorted().toList();
    this.remedy = remedy;
  }

  /** What was written. */
  public String word() {
    return word;
  }

  /** What to write instead; empty if that is for whoever tells it to find among the known. */
  public String remedy() {
    return remedy;
  }

  /** What may be written instead. */
  public List<String> known() {
    return known;
  }
}
