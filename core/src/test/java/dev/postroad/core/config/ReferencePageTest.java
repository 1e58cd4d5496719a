// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/operators/reference.md what the key declarations say; -Dpostroad.regenerate=true
 * rewrites it.
 */
class ReferencePageTest {
  private static final Path PAGE = Path.of("..", "docs", "operators", "reference.md");

  @Test
  void theReferenceIsWhatTheKeysSay() throws IOException {
    String page = page();
    if (Boolean.getBoolean("postroad.regenerate")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (DeliveryKeys.Section section : DeliveryKeys.SECTIONS) {
      page.append("\n### ").append(section.title()).append("\n");
      section.keys().forEach(key -> page.append(entry(key)));
    }
    page.append(REFUSED_HEAD);
    for (KeySet.Refused refused : DeliveryKeys.ALL.refused()) {
      page.append("| `")
          .append(refused.name())
          .append("` | ")
          .append(cell(refused.why()))
          .append(" | ")
          .append(cell(refused.remedy()))
          .append(" |\n");
    }
    page.append(POLICY_HEAD);
    RelayPolicyKeys.ALL.keys().forEach(key -> page.append(entry(key)));
    page.append(CLASSIFY_HEAD);
    ClassifyDomainsKeys.ALL.keys().forEach(key -> page.append(entry(key)));
    return page.toString();
  }

  private static String entry(Key<?> key) {
    String unset =
        key.defaultText().map(text -> "default `" + text + "`").orElse("not given: " + key.unset());
    List<String> facts =
        new ArrayList<>(List.of(key.type().grammar(), unset, "example `" + key.example() + "`"));
    if (!key.aliases().isEmpty()) {
      facts.add(
          "also written "
              + key.aliases().stream()
                  .map(alias -> "`" + alias + "`")
                  .collect(Collectors.joining(", ")));
    }
    if (key.shared()) {
      facts.add("[the same for all](#several-mxremotedelivery)");
    }
    return "\n#### `"
        + key.name()
        + "`\n\n"
        + String.join("; ", facts)
        + "\n\n"
        + key.documentation()
        + "\n";
  }

  private static String cell(String text) {
    return text.replace("<", "&lt;").replace("|", "\\|");
  }

  private static final String HEAD =
      """
      # Reference: every configuration key

      Generated from the declarations in `DeliveryKeys`, `GatewayKeys`, `RelayPolicyKeys` and `ClassifyDomainsKeys` by
      `ReferencePageTest`; a test fails when page and declarations part.

      Keys are elements inside a `<mailet>` of `mailetcontainer.xml`, spelled exactly as here. When James starts,
      everything is checked: unknown keys, values that are none and values that contradict each other are told all at once,
      each with its place and what to write instead, and James does not start. What likely was not meant, but can be
      used, is a warning in the log.

      Durations are a whole number and a unit: `500ms`, `30s`, `5m`, `1h`, `2d`, `1w`. Files are written
      `file://conf/NAME` (below James' folder) or `file:///absolute/NAME`.

      ## MxRemoteDelivery

      `<mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">`. All keys may be left out.

      ### Several MxRemoteDelivery

      Each may have a queue of its own and its own policy: relays, TLS, names, schedule, endings. All deliver over one engine,
      which counts connections and mails to a site together, knows of a host that is down whoever found out, and lends
      a connection to any mail that demands the same of it. So the keys that are called *the same for all* have one value:
      give it in one mailet, and it holds for all, or give it alike in several. Where two differ James does not start, and says
      which two and what each says.
      """;

  private static final String REFUSED_HEAD =
      """

      ### Not keys

      These are refused at start-up, with the advice that stands here. `*` stands for anything.

      | written | why not | instead |
      |---|---|---|
      """;

  private static final String CLASSIFY_HEAD =
      """

      ## ClassifyDomains

      `<mailet match="All" class="dev.postroad.mailets.ClassifyDomains">`. Classes are told in [classes.md](classes.md).
      """;

  private static final String POLICY_HEAD =
      """

      ## RelayPolicy

      `<mailet match="All" class="dev.postroad.mailets.RelayPolicy">`, before `MxRemoteDelivery`. The tables are told in
      [policy.md](policy.md).
      """;
}
