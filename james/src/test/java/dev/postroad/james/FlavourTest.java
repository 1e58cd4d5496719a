// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlavourTest {
  @Test
  void inTheJamesThatItIsForNothingIsSaid() {
    assertThatCode(Flavour::check).doesNotThrowAnyException();
  }

  @Test
  void theRefusalNamesBothJamesesAndTheJarToTake() {
    assertThat(Flavour.refusal(true, "postroad-james-3.8-1.0.jar", Optional.of("1.0")))
        .isEqualTo(
            "postroad-james-3.8-1.0.jar is for James 3.8 (javax.mail), and this is James 3.9 or"
                + " later (jakarta.mail): take it out of extensions-jars/ and put"
                + " postroad-james-3.9-1.0.jar there. Postroad does not start");
    assertThat(Flavour.refusal(false, "postroad-james-3.9-1.0.jar", Optional.of("1.0")))
        .contains("for James 3.9 and later (jakarta.mail)", "put postroad-james-3.8-1.0.jar there");
  }
}
