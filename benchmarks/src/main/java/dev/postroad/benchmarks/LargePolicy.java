// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

/** A policy of many rules and classes, none of which but the last means the bench's mail. */
final class LargePolicy {
  private static final int RULES = 1_000;
  private static final int CLASSES = 100;

  private LargePolicy() {}

  /** The file {@code conf/policy}. */
  static String text() {
    StringBuilder text = new StringBuilder("[classes]\n");
    for (int i = 0; i < CLASSES; i++) {
      text.append("class%1$d: partner%1$d.example, .partner%1$d.example%n".formatted(i));
    }
    text.append("[routes]\n");
    for (int i = 0; i < RULES; i++) {
      text.append(
          switch (i % 4) {
            case 0 -> "to customer%d.example hold%n".formatted(i);
            case 1 -> "from @.sender%d.example hold%n".formatted(i);
            case 2 -> "to class:class%d hold%n".formatted(i % CLASSES);
            default -> "user user%d hold%n".formatted(i);
          });
    }
    return text.append("to * direct\n").toString();
  }

  /** The mailet that goes by it. */
  static String mailet() {
    return """
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <policy>file://conf/policy</policy>
        </mailet>""";
  }
}
