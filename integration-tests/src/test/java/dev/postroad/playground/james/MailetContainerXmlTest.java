// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MailetContainerXmlTest {
  private static final String SAMPLE =
      """
      <?xml version="1.0"?>
      <!-- a sample -->
      <mailetcontainer>
        <processors>
          <processor state="relay">
            <mailet match="All" class="a.Policy">
              <routes>
                from @a.example   via hub
                to *              direct
              </routes>
            </mailet>
            <mailet match="All" class="a.Delivery">
              <port>25</port>
            </mailet>
          </processor>
        </processors>
      </mailetcontainer>
      """;

  @Test
  void aParameterIsReplacedOrAdded() throws IOException {
    String text =
        MailetContainerXml.parse(SAMPLE)
            .set("a.Delivery", "port", "2525")
            .set("a.Delivery", "dns", "127.0.0.1:53")
            .text();

    assertThat(text)
        .contains("<port>2525</port>", "<dns>127.0.0.1:53</dns>")
        .doesNotContain("<port>25</port>");
  }

  @Test
  void aTableKeepsItsLines() throws IOException {
    assertThat(MailetContainerXml.parse(SAMPLE).text())
        .contains("\n          from @a.example   via hub\n          to *              direct\n");
  }

  @Test
  void aMailetThatIsNotThereIsNamed() throws IOException {
    MailetContainerXml xml = MailetContainerXml.parse(SAMPLE);

    assertThatThrownBy(() -> xml.set("a.Other", "port", "25")).hasMessageContaining("a.Other");
  }

  @Test
  void brokenXmlIsAClearError() {
    assertThatThrownBy(() -> MailetContainerXml.parse("<mailetcontainer>"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not well-formed");
  }
}
