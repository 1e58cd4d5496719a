// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Sites that wait for a turn, in the order in which they came. */
final class Turns {
  private final NavigableMap<Long, Site> sites = new TreeMap<>();
  private final Map<Site, Long> places = new HashMap<>();
  private long last;

  boolean isEmpty() {
    return sites.isEmpty();
  }

  /** Adds a site at the end; one that waits already keeps its place. */
  void add(Site site) {
    if (!places.containsKey(site)) {
      places.put(site, ++last);
      sites.put(last, site);
    }
  }

  /** Takes a site away; returns whether it waited. */
  boolean remove(Site site) {
    Long place = places.remove(site);
    if (place == null) {
      return false;
    }
    sites.remove(place);
    return true;
  }

  /** The site that came first; there must be one. */
  Site oldest() {
    return sites.firstEntry().getValue();
  }

  /** The site that came last; there must be one. */
  Site newest() {
    return sites.lastEntry().getValue();
  }
}
