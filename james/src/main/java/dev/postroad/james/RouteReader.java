// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.relay.Route;
import org.apache.mailet.Mail;

/** Says which way a queued mail goes. */
@FunctionalInterface
interface RouteReader {

  /**
   * The route stamped on a mail, or the default.
   *
   * @throws RouteLostException if the stamp names what the configuration no longer has; the message
   *     says what, for the operator
   */
  Route routeOf(Mail mail) throws RouteLostException;
}
