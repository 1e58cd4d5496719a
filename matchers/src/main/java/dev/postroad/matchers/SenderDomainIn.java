// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import dev.postroad.james.JamesFiles;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.filesystem.api.FileSystem;

/**
 * Matches all recipients of mail whose sender's domain some pattern of the list means; see {@link
 * RecipientDomainIn}. The null sender is in no domain.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.SenderDomainIn=file://conf/own-domains" class="…"/>
 * }</pre>
 */
@ProvidedBy(SenderDomainIn.Door.class)
public final class SenderDomainIn extends SenderMatcher {
  private final JamesFiles files;
  private final DomainClasses classes;

  @Inject
  public SenderDomainIn(FileSystem files, DomainList domains) {
    this.files = new JamesFiles(files);
    this.classes = new DomainClasses(files, domains);
  }

  @Override
  DomainCondition condition(String condition, String matcher) throws MessagingException {
    return DomainCondition.ofPatterns(condition, matcher, files, classes);
  }

  static final class Door extends Entrance<SenderDomainIn> {
    Door() {
      super(SenderDomainIn.class);
    }
  }
}
