// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;

/**
 * Matches all recipients of mail whose sender's domain is in a set; see {@link RecipientDomainIn}.
 * The null sender is in no domain.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.SenderDomainIn=file://conf/own-domains" class="…"/>
 * }</pre>
 */
@ProvidedBy(SenderDomainIn.Door.class)
public final class SenderDomainIn extends SenderMatcher {
  @Inject
  public SenderDomainIn(DomainClasses classes) {
    super(classes);
  }

  static final class Door extends Entrance<SenderDomainIn> {
    Door() {
      super(SenderDomainIn.class);
    }
  }
}
