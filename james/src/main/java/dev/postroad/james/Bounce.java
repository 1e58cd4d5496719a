// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.outcome.DeliveryStatus;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.james.core.MailAddress;

/**
 * One notice of failure about a mail.
 *
 * @param name the name of the mail that carries it, unique in James
 * @param failures whom the mail did not reach, and the words that decided it; at least one
 * @param permanent false if the sender is told because time ran out
 */
public record Bounce(String name, Map<MailAddress, DeliveryStatus> failures, boolean permanent) {
  public Bounce {
    if (failures.isEmpty()) {
      throw new IllegalArgumentException("a bounce is about somebody");
    }
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }
}
