// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Type;

/**
 * A fault in force for a name and type, until it is used up or healed. Safe for use by any thread.
 */
public final class ActiveFault {
  private static final String ANY = "*";

  private final String name;
  private final String type;
  private final Fault fault;
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger hits = new AtomicInteger();

  ActiveFault(String name, String type, Fault fault) {
    this.name = name.equals(ANY) ? ANY : Names.plain(Names.absolute(name));
    this.type = type.equals(ANY) ? ANY : Type.string(Names.type(type));
    this.fault = fault;
  }

  /** Makes the fault end by itself after the given number of answers from now on. */
  public ActiveFault times(int answers) {
    left.set(answers);
    return this;
  }

  /** Ends the fault now. */
  public void heal() {
    left.set(0);
  }

  /** How many questions it has met. */
  public int hits() {
    return hits.get();
  }

  Fault fault() {
    return fault;
  }

  /** Whether the fault meets this question; if so it counts as used once. */
  boolean meets(DnsQuery query) {
    if (!(name.equals(ANY) || name.equals(query.name()))
        || !(type.equals(ANY) || type.equals(query.type()))
        || !fault.concerns(query.transport())) {
      return false;
    }
    int before = left.getAndUpdate(n -> n == 0 || n == Integer.MAX_VALUE ? n : n - 1);
    if (before == 0) {
      return false;
    }
    hits.incrementAndGet();
    return true;
  }
}
