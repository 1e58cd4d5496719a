// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postroad.testing.json.OpenApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** What the page is shown in tests is what the routes say of their answers. */
class MadeUpSitesTest {
  private static final Path DESCRIPTION =
      Path.of("../james/src/main/resources/dev/postroad/webadmin/openapi.json");

  @Test
  void madeUpAnswersAreAsTheRoutesAreDescribed() throws IOException {
    MadeUpSites made = new MadeUpSites(ManySites.SITES, ManySites.MAILS);
    String site = made.sites(Map.of()).path("sites").path(0).path("name").asText();
    ObjectNode order = ManySites.object().put("suspended", true).put("reason", "to see");
    Map<String, ObjectNode> answers = new LinkedHashMap<>();
    answers.put("GET /postroad/overview", made.overview());
    answers.put("GET /postroad/sites", made.sites(Map.of()));
    answers.put("PATCH /postroad/sites/{name}", made.order(site, order));
    answers.put("GET /postroad/sites/{name}", made.site(site).orElseThrow());
    answers.put("GET /postroad/mails", made.mails(Map.of()));
    answers.put("GET /postroad/mails/{id}", made.mail("Mail-1"));
    answers.put("POST /postroad/mails", made.act(Map.of("action", "flush", "dryRun", "true")));
    answers.put("GET /postroad/deliveries", made.deliveries(Map.of()));
    answers.put("GET /postroad/trace", made.trace("Mail-1"));
    answers.put("GET /postroad/policy", made.policy());
    answers.put("GET /postroad/actions", made.actions());
    OpenApi described = OpenApi.parse(Files.readString(DESCRIPTION));

    SoftAssertions softly = new SoftAssertions();
    answers.forEach(
        (operation, answer) ->
            softly
                .assertThat(described.problems(operation, 200, answer.toString()))
                .as(operation)
                .isEmpty());
    softly.assertAll();
  }
}
