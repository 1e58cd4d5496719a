// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailFamilyTest {
  private static final String MAIL = "Mail1764460800000-1b4e28ba-2fa1-11d2-883f-0016d3cca427";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-to-x.example-0a1b2c3d",
        "-to-xn--bcher-kva.example-0a1b2c3d",
        "-via-relay-0a1b2c3d",
        "-to-x.example-0a1b2c3d-way-2-0a1b2c3d",
        "-via-relay-0a1b2c3d-way-2-0a1b2c3d-way-3-0a1b2c3d",
        "-to-x.example-0a1b2c3d-failed-1",
        "-to-x.example-0a1b2c3d-failed-1.2",
        "-to-x.example-0a1b2c3d-way-2-0a1b2c3d-expired-7.1",
        "-to-x.example-0a1b2c3d-delivered-3",
        "-to-x.example-0a1b2c3d-bounced-0a1b2c3d.1",
        "-to-x.example-0a1b2c3d-requeued-0a1b2c3d-to-x.example-0a1b2c3d",
        "-held-0a1b2c3d",
        "-local-0a1b2c3d",
        "-refused-0a1b2c3d.1",
        "-waits-0a1b2c3d",
      })
  void whatDerivesFromAMailBelongsToIt(String added) {
    assertThat(MailFamily.origin(MAIL + added)).isEqualTo(MAIL);
  }

  @Test
  void whatIsDerivedByOurselvesIsKnown() {
    assertThat(MailFamily.origin(MailFamily.derived(MAIL, "to-" + "x".repeat(90), "0a1b2c3d")))
        .isEqualTo(MAIL);
  }

  @Test
  void aNameStaysShortEnoughForAFileHoweverOftenAMailChanges() {
    String name = MailFamily.derived(MAIL, "to-" + "long.".repeat(40) + "example", "0a1b2c3d");
    for (int way = 2; way < 9; way++) {
      name = MailFamily.derived(name, "way-" + way, "0a1b2c3d");
    }

    String notice = MailFamily.ofEnding(name, "expired", 100) + ".10";

    assertThat(notice).hasSizeLessThan(118);
    assertThat(MailFamily.origin(notice)).isEqualTo(MAIL);
  }

  @Test
  void aNameThatIsLongAlreadyIsCut() {
    String name = "n".repeat(200);

    assertThat(MailFamily.derived(name, "way-2", "0a1b2c3d")).hasSizeLessThan(118);
    assertThat(MailFamily.ofEnding(name, "failed", 1) + ".1").hasSizeLessThan(118);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m", "report-2026-01-31", "a-way-to-go", "to-x.example-0a1b2c3d"})
  void otherNamesAreTheirOwn(String name) {
    assertThat(MailFamily.origin(name)).isEqualTo(name);
  }
}
