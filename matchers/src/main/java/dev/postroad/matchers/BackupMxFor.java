// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import com.google.inject.ProvidedBy;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import javax.inject.Inject;

/**
 * Matches the recipients whose domain lists this server among its MX hosts, behind better ones;
 * with networks, only if all addresses of all better hosts lie in these.
 *
 * <pre>{@code
 * <mailet match="dev.postroad.matchers.BackupMxFor=192.0.2.0/24" class="…"/>
 * }</pre>
 */
@ProvidedBy(BackupMxFor.Door.class)
public final class BackupMxFor extends DomainMatcher {
  @Inject
  public BackupMxFor(DomainClasses classes) {
    super(classes);
  }

  static final class Door extends Entrance<BackupMxFor> {
    Door() {
      super(BackupMxFor.class);
    }
  }
}
