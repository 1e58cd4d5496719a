// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;
import javax.mail.MessagingException;

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

  @Override
  DomainCondition condition(DomainCondition.Reader reader, String text) throws MessagingException {
    return reader.patterns(text);
  }

  static final class Door extends Entrance<SenderDomainIn> {
    Door() {
      super(SenderDomainIn.class);
    }
  }
}
