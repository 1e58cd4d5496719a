// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.Locale;

/**
 * The name of a kind of domain: one that an operator has defined, such as {@code partner}, or one
 * that is always there.
 *
 * @param name lower case letters, digits and hyphens
 */
public record DomainClass(String name) implements Comparable<DomainClass> {

  /** The class of James' own domains; always there, never defined by an operator. */
  public static final DomainClass LOCAL = new DomainClass("local");

  /** Address literals. */
  public static final DomainClass LITERAL = new DomainClass("literal");

  /** Names that are reserved (RFC 6761, RFC 2606), so that no mail can be meant for them. */
  public static final DomainClass SPECIAL_USE = new DomainClass("special-use");

  /** Where anybody gets a mailbox; a list of ours, which an operator may redefine. */
  public static final DomainClass FREEMAIL = new DomainClass("freemail");

  /** Where anybody gets a mailbox for some minutes; a list of ours, as above. */
  public static final DomainClass DISPOSABLE = new DomainClass("disposable");

  /** Names below which anybody may register a name. */
  public static final DomainClass PUBLIC_SUFFIX = new DomainClass("public-suffix");

  /** The domain says that it takes no mail (RFC 7505). */
  public static final DomainClass NULL_MX = new DomainClass("null-mx");

  /** The domain exists and has no MX records, so that its mail goes to itself. */
  public static final DomainClass NO_MX = new DomainClass("no-mx");

  /** There is no such domain. */
  public static final DomainClass NXDOMAIN = new DomainClass("nxdomain");

  /** Mail to the domain can only fail: null MX, no domain, or no host with an address. */
  public static final DomainClass NO_MAIL = new DomainClass("no-mail");

  /** This server is one of its MX hosts. */
  public static final DomainClass SELF_MX = new DomainClass("self-mx");

  /** This server is one of its MX hosts, and others are better. */
  public static final DomainClass BACKUP_MX = new DomainClass("backup-mx");

  /** What the DNS says of its MX is vouched for by DNSSEC. */
  public static final DomainClass DNSSEC = new DomainClass("dnssec");

  /** The DNS does not say where its mail goes, or did not say what another class asked. */
  public static final DomainClass UNKNOWN = new DomainClass("unknown");

  public DomainClass {
    name = name.toLowerCase(Locale.ROOT);
    if (!name.matches("[a-z0-9][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "a class name has letters, digits and hyphens only: " + name);
    }
  }

  @Override
  public int compareTo(DomainClass other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
