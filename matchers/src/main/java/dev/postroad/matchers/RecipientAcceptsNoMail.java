// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;

/**
 * Matches the recipients to whom mail can only fail: the domain does not exist, says that it takes
 * no mail (RFC 7505), or none of its hosts has an address. Where the DNS does not say, nobody
 * matches.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.RecipientAcceptsNoMail" class="…"/>
 * }</pre>
 */
@ProvidedBy(RecipientAcceptsNoMail.Door.class)
public final class RecipientAcceptsNoMail extends DomainMatcher {
  @Inject
  public RecipientAcceptsNoMail(DomainClasses classes) {
    super(classes);
  }

  static final class Door extends Entrance<RecipientAcceptsNoMail> {
    Door() {
      super(RecipientAcceptsNoMail.class);
    }
  }
}
