// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.outcome.DeliveryStatus;
import java.util.Optional;

/** Whether this server takes a mail on for one recipient, and why. */
public sealed interface Permission {

  /** The line that decided, or what holds without one. */
  SourceLine rule();

  /**
   * It does.
   *
   * @param quota the quota that the line names, for the host's own rate limiters
   */
  record Granted(SourceLine rule, Optional<String> quota) implements Permission {
    /**
     * What the name of the attribute begins with that a mail has for each quota it counts to; the
     * quota's name follows. Matchers before the rate limiters ask for it, such as {@code
     * HasMailAttribute}.
     */
    public static final String QUOTA_ATTRIBUTE = "postroad.quota.";
  }

  /**
   * It does not.
   *
   * @param status for good (550 5.7.1); or for now (450), where something that a line asks about is
   *     not known
   */
  record Denied(SourceLine rule, DeliveryStatus status) implements Permission {}

  /** Whether the mail is taken. */
  default boolean isGranted() {
    return this instanceof Granted;
  }
}
