// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;

/**
 * Matches the recipients whose domain is in a set, written as in the table of classes: {@code
 * example.org}, {@code .example.org} for all below it, {@code file://conf/list}, {@code partner and
 * not .test.example.org}. See {@link dev.postroad.core.relay.ClassExpressions}.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.RecipientDomainIn=example.org, .example.org" class="…"/>
 * }</pre>
 */
@ProvidedBy(RecipientDomainIn.Door.class)
public final class RecipientDomainIn extends DomainMatcher {
  @Inject
  public RecipientDomainIn(DomainClasses classes) {
    super(classes);
  }

  static final class Door extends Entrance<RecipientDomainIn> {
    Door() {
      super(RecipientDomainIn.class);
    }
  }
}
