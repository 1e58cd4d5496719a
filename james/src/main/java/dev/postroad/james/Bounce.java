// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.outcome.DeliveryStatus;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;

/**
 * One notice of failure about a mail.
 *
 * @param name the name of the mail that carries it, unique in James
 * @param failures whom the mail did not reach, and the words that decided it; at least one
 * @param permanent false if the sender is told because time ran out
 */
public record Bounce(String name, Map<MailAddress, DeliveryStatus> failures, boolean permanent) {
  private static final int MOST_TOLD = 20;

  public Bounce {
    if (failures.isEmpty()) {
      throw new IllegalArgumentException("a bounce is about somebody");
    }
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }

  /** A reply without the recipient's address, which some peers repeat in it. */
  static String impersonal(MailAddress recipient, DeliveryStatus reply) {
    return Pattern.compile(Pattern.quote(recipient.asString()), Pattern.CASE_INSENSITIVE)
        .matcher(reply.toString())
        .replaceAll("…");
  }

  /**
   * What decided it, as the one reply that a bounce processor reads: in the words that were said to
   * all, but for their addresses, or else to the first.
   */
  String inOneLine() {
    Map.Entry<MailAddress, DeliveryStatus> first = failures.entrySet().iterator().next();
    if (failures.values().stream().allMatch(first.getValue()::equals)) {
      return first.getValue().toString();
    }
    String common = impersonal(first.getKey(), first.getValue());
    long others =
        failures.entrySet().stream()
            .filter(own -> !impersonal(own.getKey(), own.getValue()).equals(common))
            .count();
    return others == 0
        ? common
        : "%s (the first of several replies: %d other recipients were refused in other words)"
            .formatted(first.getValue(), others);
  }

  /** For humans: the reply of each of the first recipients, in a line of its own. */
  String inLines() {
    return failures.entrySet().stream()
        .limit(MOST_TOLD)
        .map(failure -> failure.getKey() + ": " + failure.getValue())
        .collect(Collectors.joining("\n"));
  }
}
