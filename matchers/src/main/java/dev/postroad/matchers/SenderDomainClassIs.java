// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;

/**
 * Matches all recipients of mail whose sender's domain is in one of the classes; see {@link
 * RecipientDomainClassIs}. The null sender is in no class.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.SenderDomainClassIs=local" class="…"/>
 * }</pre>
 */
@ProvidedBy(SenderDomainClassIs.Door.class)
public final class SenderDomainClassIs extends SenderMatcher {
  @Inject
  public SenderDomainClassIs(DomainClasses classes) {
    super(classes);
  }

  static final class Door extends Entrance<SenderDomainClassIs> {
    Door() {
      super(SenderDomainClassIs.class);
    }
  }
}
