// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which sites somebody wants to see.
 *
 * @param state what they do
 * @param name what their name contains, case making no difference
 */
public record SiteFilter(Optional<SiteStatus.State> state, Optional<String> name)
    implements Predicate<SiteStatus> {

  public SiteFilter {
    name = name.map(part -> part.toLowerCase(Locale.ROOT));
  }

  @Override
  public boolean test(SiteStatus site) {
    return (state.isEmpty() || site.state() == state.get())
        && (name.isEmpty() || site.name().text().toLowerCase(Locale.ROOT).contains(name.get()));
  }
}
