// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.playground.story.ReplyTable.Cell;
import dev.postroad.playground.story.ReplyTable.Meaning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplyTableTest {
  private final Path page;

  ReplyTableTest(@TempDir Path folder) {
    page = folder.resolve("replies.md");
  }

  @Test
  void everyCellOfThePageIsRead() throws IOException {
    Files.writeString(
        page,
        """
        # What a reply means
        | reply | RCPT | final dot |
        |---|---|---|
        | 250 | goes on | delivered |
        | 451 | next host, then deferred | deferred |
        """);

    ReplyTable table = ReplyTable.read(page);

    assertThat(table.codes()).containsExactly(250, 451);
    assertThat(table.columns()).containsExactly("RCPT", "final dot");
    assertThat(table.meanings())
        .containsEntry(new Cell(250, "final dot"), Meaning.DELIVERED)
        .containsEntry(new Cell(451, "RCPT"), Meaning.NEXT_THEN_DEFERRED);
  }

  @Test
  void thePageOfTheDocumentationHasTheWholeSeedList() throws IOException {
    ReplyTable table = ReplyTable.read(Path.of("..", "docs", "operators", "replies.md"));

    assertThat(table.codes())
        .contains(211, 214, 220, 221, 250, 251, 354, 421, 450, 451, 452, 500, 501, 502, 503, 504)
        .contains(521, 550, 551, 552, 553, 554, 556);
    assertThat(table.meanings()).hasSize(table.codes().size() * 6);
  }

  @Test
  void unknownWordsAreAnError() throws IOException {
    Files.writeString(page, "| reply | RCPT |\n|---|---|\n| 250 | perhaps |\n");

    assertThatThrownBy(() -> ReplyTable.read(page)).hasMessageContaining("perhaps");
  }
}
