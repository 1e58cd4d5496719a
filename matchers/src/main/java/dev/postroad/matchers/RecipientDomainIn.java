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
 * Matches the recipients whose domain some pattern of the list means: {@code example.org}, {@code
 * .example.org} for all below it, {@code mail*.example.org}, {@code /regex/}, {@code
 * file://conf/list}, {@code class:partner}. See {@link dev.postroad.core.domain.DomainPattern}.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.RecipientDomainIn=example.org, .example.org" class="…"/>
 * }</pre>
 */
@ProvidedBy(RecipientDomainIn.Door.class)
public final class RecipientDomainIn extends RecipientMatcher {
  private final JamesFiles files;
  private final DomainClasses classes;

  @Inject
  public RecipientDomainIn(FileSystem files, DomainList domains) {
    this.files = new JamesFiles(files);
    this.classes = new DomainClasses(files, domains);
  }

  @Override
  DomainCondition condition(String condition, String matcher) throws MessagingException {
    return DomainCondition.ofPatterns(condition, matcher, files, classes);
  }

  static final class Door extends Entrance<RecipientDomainIn> {
    Door() {
      super(RecipientDomainIn.class);
    }
  }
}
