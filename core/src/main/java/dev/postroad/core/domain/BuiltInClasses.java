// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The classes that are there without anybody defining them. */
final class BuiltInClasses {
  static final Map<DomainClass, DomainPattern> ALL = all();

  private BuiltInClasses() {}

  /** Whether an operator may say himself what is in it: it is a list that is ours, not a fact. */
  static boolean mayBeRedefined(DomainClass domainClass) {
    return ShippedLists.EXTENSIBLE.contains(domainClass.name());
  }

  static Set<DomainClass> names() {
    return ALL.keySet();
  }

  private static Map<DomainClass, DomainPattern> all() {
    Map<DomainClass, DomainPattern> all = new LinkedHashMap<>();
    all.put(DomainClass.LOCAL, new DomainPattern.Local());
    all.put(DomainClass.LITERAL, new DomainPattern.Literal());
    all.put(DomainClass.SPECIAL_USE, ShippedLists.list("special-use"));
    all.put(DomainClass.FREEMAIL, ShippedLists.list("freemail"));
    all.put(DomainClass.DISPOSABLE, ShippedLists.list("disposable"));
    all.put(DomainClass.PUBLIC_SUFFIX, new DomainPattern.PublicSuffix());
    all.put(DomainClass.NULL_MX, new DnsPattern.Is(MxFacts.State.NULL));
    all.put(DomainClass.NO_MX, new DnsPattern.Is(MxFacts.State.NONE));
    all.put(DomainClass.NXDOMAIN, new DnsPattern.Is(MxFacts.State.NO_DOMAIN));
    all.put(DomainClass.NO_MAIL, new DnsPattern.TakesNoMail());
    all.put(DomainClass.SELF_MX, new DnsPattern.MxSelf());
    all.put(DomainClass.BACKUP_MX, new DnsPattern.BackupMx(java.util.List.of()));
    all.put(DomainClass.DNSSEC, new DnsPattern.Authentic());
    all.put(DomainClass.UNKNOWN, new DnsPattern.Unknown());
    return Collections.unmodifiableMap(all);
  }
}
