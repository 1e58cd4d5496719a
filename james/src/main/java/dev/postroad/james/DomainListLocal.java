// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.domain.DomainName;
import java.net.IDN;
import java.util.function.Predicate;
import javax.inject.Inject;
import org.apache.james.core.Domain;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;

/**
 * Whether a domain is James' own. James is asked each time, so a domain that its command line or
 * WebAdmin adds is local at once.
 */
public final class DomainListLocal implements Predicate<DomainName> {
  private static final String A_LABEL = "xn--";

  private final DomainList domains;

  @Inject
  public DomainListLocal(DomainList domains) {
    this.domains = domains;
  }

  /**
   * Asks James.
   *
   * @throws IllegalStateException if James cannot say
   */
  @Override
  public boolean test(DomainName domain) {
    String name = domain.canonical();
    try {
      return domains.containsDomain(Domain.of(name)) || isListedInUnicode(name);
    } catch (DomainListException e) {
      throw new IllegalStateException(
          "James cannot say whether " + name + " is one of its domains: " + e.getMessage(), e);
    }
  }

  /** James keeps an internationalised domain as whoever added it has written it. */
  private boolean isListedInUnicode(String name) throws DomainListException {
    if (!name.contains(A_LABEL)) {
      return false;
    }
    String unicode = IDN.toUnicode(name);
    return !unicode.equals(name) && domains.containsDomain(Domain.of(unicode));
  }
}
