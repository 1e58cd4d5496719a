// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;

/**
 * Matches the recipients whose domain is in one of the classes: those of {@code
 * conf/domain-classes.conf}, and the built-in ones such as {@code local}, James' own domains as
 * they are at that moment.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.RecipientDomainClassIs=partner, local" class="…"/>
 * }</pre>
 */
@ProvidedBy(RecipientDomainClassIs.Door.class)
public final class RecipientDomainClassIs extends DomainMatcher {
  @Inject
  public RecipientDomainClassIs(DomainClasses classes) {
    super(classes);
  }

  static final class Door extends Entrance<RecipientDomainClassIs> {
    Door() {
      super(RecipientDomainClassIs.class);
    }
  }
}
