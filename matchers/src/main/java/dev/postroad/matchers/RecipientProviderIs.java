// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;
import javax.mail.MessagingException;

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

  @Override
  DomainCondition condition(DomainCondition.Reader reader, String text) throws MessagingException {
    return reader.function("provider", text);
  }

  static final class Door extends Entrance<RecipientProviderIs> {
    Door() {
      super(RecipientProviderIs.class);
    }
  }
}
