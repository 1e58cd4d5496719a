// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.explain;

import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.mx.MxPlan;
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

  /** What a plan comes to. */
  public static MxStatus of(DeliveryPlan plan) {
    return plan instanceof DeliveryPlan.Nowhere nowhere ? of(nowhere) : HOSTS;
  }

  private static MxStatus of(DeliveryPlan.Nowhere nowhere) {
    if (nowhere.mx().filter(MxPlan.NullMx.class::isInstance).isPresent()) {
      return NULL_MX;
    }
    if (nowhere.mx().filter(MxPlan.LoopsToSelf.class::isInstance).isPresent()) {
      return LOOPS_TO_SELF;
    }
    return nowhere.status().isPermanent() ? PERMANENT : TEMPORARY;
  }

  /** As programs read it: {@code null-mx}. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
