// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JamesLayoutTest {
  @Test
  void theLogsOfEveryEarlierRunAreKept(@TempDir Path folder) throws IOException {
    JamesLayout layout = JamesLayout.in(folder).build();
    layout.write();
    for (String run : new String[] {"first", "second"}) {
      Files.writeString(layout.log(), run);
      Files.writeString(layout.console(), run + " console");
      layout.setLogsAside();
    }

    Path logs = folder.resolve("logs");
    assertThat(layout.log()).doesNotExist();
    assertThat(logs.resolve("james-1.log")).hasContent("first");
    assertThat(logs.resolve("james-2.log")).hasContent("second");
    assertThat(logs.resolve("console-1.log")).hasContent("first console");
    assertThat(logs.resolve("console-2.log")).hasContent("second console");
  }

  /** It may have been killed before it wrote anything. */
  @Test
  void aRunThatLeftNoLogIsNoTrouble(@TempDir Path folder) throws IOException {
    JamesLayout layout = JamesLayout.in(folder).build();
    layout.write();

    layout.setLogsAside();

    assertThat(folder.resolve("logs")).isEmptyDirectory();
  }
}
