// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what an operator may have meant. */
public final class Suggestions {
  private static final int FARTHEST = 2;

  private Suggestions() {}

  /**
   * The known word nearest to a misspelt one, at most two insertions, deletions, replacements or
   * swaps of neighbours away and always fewer than half of its letters; case does not count.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    String wanted = word.toLowerCase(Locale.ROOT);
    record Near(String word, int distance) {}
    return known.stream()
        .filter(candidate -> Math.abs(candidate.length() - word.length()) <= FARTHEST)
        .map(candidate -> new Near(candidate, distance(wanted, candidate.toLowerCase(Locale.ROOT))))
        .filter(near -> near.distance <= FARTHEST && near.distance * 2 < word.length())
        .min(Comparator.comparingInt(Near::distance).thenComparing(Near::word))
        .map(Near::word);
  }

  /** {@code did you mean "X"?}, or what there is to choose from if nothing is near. */
  public static String remedy(String word, Collection<String> known) {
    Optional<String> nearest = nearest(word, known);
    if (nearest.isPresent()) {
      return "did you mean \"" + nearest.get() + "\"?";
    }
    if (known.isEmpty()) {
      return "";
    }
    return "there are: " + String.join(", ", known.stream().sorted().limit(20).toList());
  }

  /** Damerau-Levenshtein distance where no part is edited twice (optimal string alignment). */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }
}
