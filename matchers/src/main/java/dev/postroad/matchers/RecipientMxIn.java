// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;

/**
 * Matches the recipients whose domain has an MX host of such a name. Where there are no MX records,
 * the domain is its own host.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.RecipientMxIn=*.mail.protection.outlook.com" class="…"/>
 * }</pre>
 */
@ProvidedBy(RecipientMxIn.Door.class)
public final class RecipientMxIn extends DomainMatcher {
  @Inject
  public RecipientMxIn(DomainClasses classes) {
    super(classes);
  }

  static final class Door extends Entrance<RecipientMxIn> {
    Door() {
      super(RecipientMxIn.class);
    }
  }
}
