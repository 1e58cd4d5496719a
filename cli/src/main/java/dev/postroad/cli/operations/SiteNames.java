// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.World;
import dev.postroad.cli.server.Json;
import dev.postroad.cli.server.Query;
import dev.postroad.cli.server.Server;
import dev.postroad.core.domain.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * Sites as operators name them: by their names, or by whose mail goes there. Mail is scheduled by
 * hosts, and who wants to stop the mail of a domain should not have to know which those are.
 */
final class SiteNames {
  static final String DESCRIPTION =
      "Sites by name, as sites list and route print them; or an address or @domain, for the sites"
          + " that its mail goes to now.";

  private SiteNames() {}

  /** The names that are meant, each once. */
  static List<String> resolve(List<String> given, Server server, World world)
      throws CommandFailure {
    List<String> names = new ArrayList<>();
    for (String text : given) {
      if (text.indexOf('@') < 0) {
        names.add(text);
      } else {
        List<String> sites = sitesOf(text, server);
        world.note("mail to " + text + " goes to the site " + String.join(" and ", sites));
        names.addAll(sites);
      }
    }
    return names.stream().distinct().toList();
  }

  private static List<String> sitesOf(String text, Server server) throws CommandFailure {
    String recipient = text.startsWith("@") ? "postmaster" + text : text;
    Json route = server.get("/postroad/route", new Query().with("recipient", recipient));
    List<String> sites = route.get("mx").texts("sites");
    if (sites.isEmpty()) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE,
          "mail to %s goes to no site: route %s, hosts %s; postroad route %s tells more"
              .formatted(
                  text,
                  Printable.spaced(route.get("route").text("kind", "unknown")),
                  Printable.spaced(route.get("mx").text("status", "unknown")),
                  recipient));
    }
    return sites.stream().map(Printable::marked).toList();
  }

  /** Where a site is, from the root of WebAdmin. */
  static String path(String name) {
    return "/postroad/sites/" + Query.encoded(name);
  }
}
