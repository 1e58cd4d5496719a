// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.explain;

import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import java.util.Locale;

/** What became of the search for hosts, in one word. */
public enum MxStatus {
  /** There are hosts to try. */
  HOSTS,
  /** The domain says that it takes no mail (RFC 7505). */
  NULL_MX,
  /** The best host is ourselves (RFC 5321 §5.1). */
  LOOPS_TO_SELF,
  /** Nowhere to go for now. */
  TEMPORARY,
  /** Nowhere to go, for good. */
  PERMANENT;

  /** The enhanced status of RFC 7505 §4.1. */
  private static final EnhancedStatus NO_MAIL_TAKEN = new EnhancedStatus(5, 1, 10);

  /** Routing loop detected (RFC 3463 §3.5). */
  private static final EnhancedStatus LOOP = new EnhancedStatus(5, 4, 6);

  /** What a plan comes to. */
  public static MxStatus of(DeliveryPlan plan) {
    return plan instanceof DeliveryPlan.Nowhere nowhere ? of(nowhere.status()) : HOSTS;
  }

  private static MxStatus of(DeliveryStatus status) {
    if (status.enhanced().equals(NO_MAIL_TAKEN)) {
      return NULL_MX;
    }
    if (status.enhanced().equals(LOOP)) {
      return LOOPS_TO_SELF;
    }
    return status.isPermanent() ? PERMANENT : TEMPORARY;
  }

  /** As programs read it: {@code null-mx}. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
