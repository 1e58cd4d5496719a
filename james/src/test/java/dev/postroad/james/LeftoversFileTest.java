// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.james.book.Leftovers;
import dev.postroad.testing.FakeClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversFileTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final FakeClock clock = FakeClock.at(NOW);
  private final Path folder;
  private final Path file;

  LeftoversFileTest(@TempDir Path james) {
    folder = james.resolve("var/postroad");
    file = folder.resolve("leftovers.txt");
  }

  @Test
  void whatIsLeftOverOutlivesARestart() {
    Leftovers before = restarted();
    before.expect("m 1\n%", null, NOW);
    before.expect("m 1\n%", "a token", NOW);
    before.expect("came", "t", NOW);
    before.expect("removed", null, NOW);
    before.came("came", "t");
    before.removed("removed", null, NOW);

    Leftovers after = restarted();

    assertThat(after.has("m 1\n%", null, NOW)).isTrue();
    assertThat(after.has("m 1\n%", "a token", NOW)).isTrue();
    assertThat(after.has("m 1\n%", "another", NOW)).isFalse();
    assertThat(after.has("came", "t", NOW)).isFalse();
    assertThat(after.has("removed", null, NOW)).isFalse();
    after.came("m 1\n%", null);
    assertThat(restarted().has("m 1\n%", null, NOW)).isFalse();
    assertThat(restarted().has("m 1\n%", "a token", NOW)).isTrue();
  }

  @Test
  void whatNoQueueCanHaveAnyMoreIsForgottenAfterARestartToo() {
    restarted().expect("m", null, NOW);
    Instant late = NOW.plus(Duration.ofDays(31));

    Leftovers after = restarted();

    assertThat(after.has("m", null, NOW.plus(Duration.ofDays(29)))).isTrue();
    assertThat(after.has("m", null, late)).isFalse();
    assertThat(restarted().has("m", null, NOW)).isFalse();
  }

  @Test
  void aFileThatEndsAnywhereIsReadAsFarAsItGoesAndWrittenOn() throws IOException {
    Leftovers first = restarted();
    first.expect("m", "t", NOW);
    first.expect("n", null, NOW);
    byte[] whole = Files.readAllBytes(file);
    String[] lines = Files.readString(file).split("(?<=\n)", -1);

    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      Leftovers cut = restarted();
      assertThat(cut.has("m", "t", NOW)).isEqualTo(length >= lines[0].length());
      cut.expect("o", null, NOW);

      Leftovers after = restarted();
      assertThat(after.has("o", null, NOW)).isTrue();
      assertThat(after.has("m", "t", NOW)).isEqualTo(length >= lines[0].length());
      assertThat(after.has("n", null, NOW)).isEqualTo(length == whole.length);
    }
  }

  @Test
  void linesOfOthersKeepNobodyFromTheRest() throws IOException {
    restarted().expect("m", null, NOW);
    Files.writeString(
        file,
        "# by hand\n\n+ soon n\n+\n- %zz\n+ 99999999999999999999 o\n",
        StandardOpenOption.APPEND);

    Leftovers after = restarted();

    assertThat(after.has("m", null, NOW)).isTrue();
    after.expect("p", null, NOW);
    assertThat(Files.readAllLines(file)).hasSize(2).allMatch(line -> line.startsWith("+ 1767225"));
  }

  @Test
  void theFileDoesNotGrowWithThePast() throws IOException {
    Leftovers leftovers = restarted();
    leftovers.expect("stays", null, NOW);
    for (int i = 0; i < 12_000; i++) {
      leftovers.expect("m" + i, null, NOW);
      leftovers.came("m" + i, null);
    }

    assertThat(Files.readAllLines(file)).hasSizeLessThan(10_100);
    assertThat(restarted().has("stays", null, NOW)).isTrue();
  }

  @Test
  void whatCannotBeWrittenIsKnownInMemoryAndWrittenAsSoonAsItCanBe() throws IOException {
    Files.createDirectories(folder.resolveSibling("other"));
    Files.writeString(folder, "a file where the folder should be");
    Leftovers leftovers = restarted();

    assertThat(leftovers.expect("m", null, NOW)).isTrue();
    assertThat(leftovers.has("m", null, NOW)).isTrue();
    Files.delete(folder);
    leftovers.expect("n", null, NOW);

    assertThat(restarted().has("m", null, NOW)).isTrue();
  }

  @Test
  void aFileThatCannotBeReadIsPutAsideBeforeAnythingIsWritten() throws IOException {
    restarted().expect("m", null, NOW);
    byte[] broken = "+ 0 m\n\u00fc\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, broken);

    restarted().expect("n", null, NOW);

    Path aside = folder.resolve("leftovers.txt.unreadable-" + NOW.toEpochMilli());
    assertThat(aside).hasBinaryContent(broken);
    assertThat(restarted().has("n", null, NOW)).isTrue();
  }

  @Test
  void whatCanNeitherBeReadNorPutAsideIsNotWrittenOver() throws IOException {
    Path taken = folder.resolve("leftovers.txt.unreadable-" + NOW.toEpochMilli());
    Files.createDirectories(taken.resolve("not empty"));
    byte[] broken = {'+', (byte) 0xfc, '\n'};
    Files.write(file, broken);

    Leftovers leftovers = restarted();
    leftovers.expect("n", null, NOW);

    assertThat(file).hasBinaryContent(broken);
    assertThat(leftovers.has("n", null, NOW)).isTrue();
    clock.advance(Duration.ofSeconds(1));
    leftovers.expect("o", null, NOW);
    assertThat(restarted().has("n", null, NOW)).isTrue();
    assertThat(folder.resolve("leftovers.txt.unreadable-" + (NOW.toEpochMilli() + 1000)))
        .hasBinaryContent(broken);
  }

  /** As James has it after a start. */
  private Leftovers restarted() {
    Leftovers leftovers = new Leftovers();
    LeftoversFile.keep(leftovers, file, clock);
    return leftovers;
  }
}
