// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SceneTest {
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private final Scene scene = new Scene(new Narrator(new PrintStream(told, true, UTF_8)));

  @Test
  void aClaimThatHoldsIsTold() {
    scene.claims("the sky is blue", true, "blue");

    assertThat(told.toString(UTF_8)).contains("ok    the sky is blue");
  }

  @Test
  void aClaimThatDoesNotHoldSaysWhatWasSeen() {
    assertThatThrownBy(() -> scene.claimsEqual("the sky is blue", "blue", "grey"))
        .isInstanceOf(ClaimFailed.class)
        .hasMessage("the sky is blue; seen: grey instead of blue");
  }

  @Test
  void whatComesLateIsWaitedFor() throws Exception {
    Iterator<Optional<String>> looks =
        List.of(Optional.<String>empty(), Optional.<String>empty(), Optional.of("bus")).iterator();

    assertThat(scene.comes("the bus comes", looks::next)).isEqualTo("bus");
  }

  @Test
  void whatDoesNotComeIsAFailedClaim() {
    assertThatThrownBy(() -> scene.comes("the bus comes", Duration.ZERO, Optional::empty))
        .isInstanceOf(ClaimFailed.class)
        .hasMessageContaining("not seen within");
  }
}
