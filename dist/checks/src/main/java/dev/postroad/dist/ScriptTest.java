// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The script that lies beside the jar runs it. */
@DisabledOnOs(OS.WINDOWS)
final class ScriptTest {

  @Test
  void scriptBesideTheJarIsItsCommandLine() throws IOException, InterruptedException {
    Path script = DropInJar.PATH.resolveSibling("postroad");
    Process process =
        new ProcessBuilder(script.toString(), "--version").redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEqualTo("Postroad " + DropInJar.property("postroad.version") + "\n");
  }
}
