// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.filesystem.api.FileSystem;

/**
 * Matches the recipients whose domain is in one of the classes: those of {@code
 * conf/domain-classes.conf}, and {@code local}, James' own domains as they are at that moment.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.RecipientDomainClassIs=partner, local" class="…"/>
 * }</pre>
 */
@ProvidedBy(RecipientDomainClassIs.Door.class)
public final class RecipientDomainClassIs extends RecipientMatcher {
  private final DomainClasses classes;

  @Inject
  public RecipientDomainClassIs(FileSystem files, DomainList domains) {
    this.classes = new DomainClasses(files, domains);
  }

  @Override
  DomainCondition condition(String condition, String matcher) throws MessagingException {
    return DomainCondition.ofClasses(condition, matcher, classes);
  }

  static final class Door extends Entrance<RecipientDomainClassIs> {
    Door() {
      super(RecipientDomainClassIs.class);
    }
  }
}
