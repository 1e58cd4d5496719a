// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
  @Test
  void placesAreFilledAndMailAddressesLeftAlone() {
    Template template = new Template("t", "postmaster@@name@ amy@example.org @name@:@port@");

    assertThat(template.fill(Map.of("name", "mail.example", "port", "25")))
        .isEqualTo("postmaster@mail.example amy@example.org mail.example:25");
  }

  @Test
  void aPlaceWithoutAValueIsNamed() {
    Template template = new Template("smtpserver.xml", "@smtp@");

    assertThatThrownBy(() -> template.fill(Map.of())).hasMessage("smtpserver.xml asks for @smtp@");
  }
}
