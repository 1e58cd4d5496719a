// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;

/**
 * Matches the recipients whose domain has its mail at one of the providers, by the names of its MX
 * hosts.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.RecipientProviderIs=google, microsoft" class="…"/>
 * }</pre>
 */
@ProvidedBy(RecipientProviderIs.Door.class)
public final class RecipientProviderIs extends DomainMatcher {
  @Inject
  public RecipientProviderIs(DomainClasses classes) {
    super(classes);
  }

  static final class Door extends Entrance<RecipientProviderIs> {
    Door() {
      super(RecipientProviderIs.class);
    }
  }
}
