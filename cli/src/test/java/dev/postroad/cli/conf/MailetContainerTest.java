// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.postroad.core.config.ConfigurationProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read must be what James 3.8.1 hands to a mailet for the same file. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
final class MailetContainerTest {
  @TempDir Path folder;

  @Test
  void textLosesOuterBlanksAndCommentsButKeepsItsLines() throws Exception {
    MailetElement mailet =
        single(
            """
            <relays>
              hub   smtp://h:587  <!-- one
               two --> tls=verify
              backup  <![CDATA[smtps://<b>]]>
            </relays>
            """);
    assertThat(mailet.parameters())
        .containsEntry("relays", "hub   smtp://h:587   tls=verify\n  backup  smtps://<b>");
  }

  @Test
  void repeatedKeysAreJoinedAndNestedOnesNamedByTheirPath() throws Exception {
    MailetElement mailet =
        single("<gateway>a, b</gateway><gateway>c</gateway><n><a>1</a><a> 2 </a></n><empty/>");
    assertThat(mailet.parameters())
        .containsExactly(entry("gateway", "a, b,c"), entry("n.a", "1,2"), entry("empty", ""));
  }

  @Test
  void mailetKnowsItsPlace() throws Exception {
    MailetElement mailet = single("<outgoing>q</outgoing>");
    assertThat(mailet.toString())
        .isEqualTo("MxRemoteDelivery in processor relay, mailetcontainer.xml:4");
    assertThat(mailet.takesAll()).isTrue();
  }

  @Test
  void variablesThatAreSetAreReplacedAndOthersLeftStanding() throws Exception {
    Path file =
        write(
            container(
                "<heloName>${env:HELO} ${sys:zone} $${env:HELO} ${env:NOT} ${env:NOT:-none} ${x} ${</heloName>"));
    Variables variables =
        new Variables(
            Map.of("HELO", "mx.example"),
            name -> name.equals("zone") ? Optional.of("utc") : Optional.empty());
    assertThat(MailetContainer.read(file, variables).deliveries().get(0).parameters())
        .containsEntry("heloName", "mx.example utc mx.example ${env:NOT} none ${x} ${");
  }

  @ParameterizedTest
  @CsvSource({
    "'P D',          1",
    "'D P',          0",
    "'D | P',        1",
    "'P P D',        2",
    "'P D P',        1",
    "'P | D',        1",
    "'P | P | D P',  2",
    "'P | P D',      2",
  })
  void theLastRelayPolicyBeforeADeliveryIsItsOwn(String layout, int policy) throws Exception {
    StringBuilder xml = new StringBuilder("<mailetcontainer><processors>");
    int processor = 0;
    int policies = 0;
    for (String mailets : layout.split("\\|", -1)) {
      xml.append("<processor state='p").append(processor++).append("'>");
      for (String mailet : mailets.strip().split(" +", -1)) {
        String name = mailet.equals("P") ? "RelayPolicy" : "MxRemoteDelivery";
        xml.append("<mailet match='All' class='dev.postroad.mailets.").append(name).append("'>");
        xml.append(mailet.equals("P") ? "<n>" + ++policies + "</n>" : "").append("</mailet>");
      }
      xml.append("</processor>");
    }
    MailetContainer container =
        MailetContainer.read(
            write(xml.append("</processors></mailetcontainer>").toString()), Variables.none());
    assertThat(
            container
                .relayPolicyOf(container.deliveries().get(0))
                .map(found -> found.parameters().get("n")))
        .isEqualTo(policy == 0 ? Optional.empty() : Optional.of("" + policy));
  }

  @Test
  void stockDeliveryIsSeenUnderBothItsNames() throws Exception {
    String xml =
        """
        <mailetcontainer><processors><processor state="relay">
          <mailet match="All" class="RemoteDelivery"/>
          <mailet match="All" class="org.apache.james.transport.mailets.RemoteDelivery"/>
        </processor></processors></mailetcontainer>
        """;
    MailetContainer container = MailetContainer.read(write(xml), Variables.none());
    assertThat(container.stockDeliveries()).hasSize(2);
    assertThat(container.deliveries()).isEmpty();
  }

  @Test
  void nothingOutsideTheFileIsEverRead() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hush");
    Path file =
        write(
            "<!DOCTYPE m [<!ENTITY x SYSTEM '%s'>]>\n<mailetcontainer>&x;</mailetcontainer>"
                .formatted(secret.toUri()));
    assertThatThrownBy(() -> MailetContainer.read(file, Variables.none()))
        .isInstanceOf(ConfigurationProblems.class)
        .hasMessageContaining("mailetcontainer.xml line 1")
        .hasMessageContaining("DOCTYPE")
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "plain text",
        "<mailetcontainer>",
        "<a></b>",
        "<mailetcontainer/><x/>",
        "\0",
        "<a>&b;</a>",
        "<mailetcontainer a='1' a='2'/>"
      })
  void malformedFilesAreProblemsWithAPlace(String content) throws Exception {
    Path file = write(content);
    assertThatThrownBy(() -> MailetContainer.read(file, Variables.none()))
        .isInstanceOf(ConfigurationProblems.class)
        .hasMessageContaining("mailetcontainer.xml line ");
  }

  @Test
  void elementsNestedWithoutEndAreRefused() throws Exception {
    Path file = write("<a>".repeat(100_000));
    assertThatThrownBy(() -> MailetContainer.read(file, Variables.none()))
        .isInstanceOf(ConfigurationProblems.class)
        .hasMessageContaining("nested");
  }

  @Test
  void anotherKindOfFileIsNotTakenForAMailetContainer() throws Exception {
    Path file = write("<dnsservice/>");
    assertThatThrownBy(() -> MailetContainer.read(file, Variables.none()))
        .isInstanceOf(ConfigurationProblems.class)
        .hasMessageContaining("<dnsservice>");
  }

  @Test
  void missingFileIsAnInputProblem() {
    assertThatThrownBy(() -> MailetContainer.read(folder.resolve("none"), Variables.none()))
        .isInstanceOf(IOException.class);
  }

  private MailetElement single(String content) throws Exception {
    return MailetContainer.read(write(container(content)), Variables.none()).deliveries().get(0);
  }

  private static String container(String content) {
    return """
    <mailetcontainer>
      <processors>
        <processor state="relay">
          <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">%s</mailet>
        </processor>
      </processors>
    </mailetcontainer>
    """
        .formatted(content);
  }

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("mailetcontainer.xml"), content);
  }
}
