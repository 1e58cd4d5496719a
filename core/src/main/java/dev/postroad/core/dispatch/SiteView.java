// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import java.time.Duration;
import java.util.Optional;

/**
 * A site as it is at a moment.
 *
 * @param name the site
 * @param waiting mails in its queue
 * @param active deliveries under way
 * @param window deliveries that may be under way now, as the site has shown that it bears
 * @param ceiling deliveries that may ever be under way at once
 * @param brisk whether it is known to end mails quickly
 * @param hold what holds its mail back, and for how much longer
 * @param waitOfNext how long the mail whose turn is next has been in hand; empty if none waits. One
 *     of a lower priority may have been for longer
 */
public record SiteView(
    SiteName name,
    int waiting,
    int active,
    int window,
    int ceiling,
    boolean brisk,
    Optional<Hold> hold,
    Optional<Duration> waitOfNext) {}
