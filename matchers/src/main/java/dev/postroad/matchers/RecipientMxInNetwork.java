// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;

/**
 * Matches the recipients whose domain has an MX host with an address in one of the networks.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.RecipientMxInNetwork=192.0.2.0/24, 2001:db8::/32" class="…"/>
 * }</pre>
 */
@ProvidedBy(RecipientMxInNetwork.Door.class)
public final class RecipientMxInNetwork extends DomainMatcher {
  @Inject
  public RecipientMxInNetwork(DomainClasses classes) {
    super(classes);
  }

  static final class Door extends Entrance<RecipientMxInNetwork> {
    Door() {
      super(RecipientMxInNetwork.class);
    }
  }
}
