// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The list files that a policy, or the file of classes, was read with.
 *
 * @param filled references to those with something in them, be it a comment
 * @param empty where each of no octets is named, by its reference
 */
public record ReadLists(Set<String> filled, Map<String, String> empty) {
  public ReadLists {
    filled = Set.copyOf(filled);
    empty = Map.copyOf(empty);
  }

  /**
   * The lists that had something in them and are empty: likely one is being written, which begins
   * with cutting it to nothing.
   */
  List<Problem> goneSince(ReadLists before) {
    return empty.entrySet().stream()
        .filter(list -> before.filled.contains(list.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(
            list ->
                new Problem(
                    Problem.Severity.ERROR,
                    list.getValue(),
                    "the list " + list.getKey() + " has become empty",
                    "without a line no domain is in it, which a file that is being written must not"
                        + " bring about",
                    "write what belongs there, or a comment line if you mean it"))
        .toList();
  }
}
