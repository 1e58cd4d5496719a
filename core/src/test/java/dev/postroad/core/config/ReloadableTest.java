// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import static dev.postroad.core.config.Reloadable.Outcome.REJECTED;
import static dev.postroad.core.config.Reloadable.Outcome.RELOADED;
import static dev.postroad.core.config.Reloadable.Outcome.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadableTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private long written = 1_000_000_000;
  private int reads;

  /** The numbers of a file, and of those it names; a word is wrong. */
  private String numbers(FileResolver files, Optional<String> current)
      throws ConfigurationProblems {
    reads++;
    Problems problems = new Problems();
    List<String> read = new ArrayList<>();
    for (TableLine line : new TableSource(files, problems).lines("file://list", "here")) {
      String word = line.tokens().get(0).text();
      if (FileResolver.isReference(word)) {
        read.addAll(new TableSource(files, problems).read(word, "there").lines().toList());
      } else if (word.matches("[0-9]+")) {
        read.add(word);
      } else {
        problems.error(line.place().where(), word, "this is no number", "");
      }
    }
    problems.throwIfErrors();
    return String.join(" ", read);
  }

  private Reloadable<String> read() throws ConfigurationProblems {
    return Reloadable.read("numbers", FileResolver.in(directory), this::numbers);
  }

  /** Writes a file at a time of its own, for a clock may be coarse. */
  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(written++)));
  }

  @BeforeEach
  void begin() throws IOException {
    write("list", "1\nfile://more\n");
    write("more", "2\n3\n");
  }

  @Test
  void aChangeCountsWhenTheFilesHaveComeToRest() throws Exception {
    Reloadable<String> numbers = read();
    assertThat(numbers.current()).isEqualTo("1 2 3");

    write("list", "4\n");
    assertThat(numbers.poll()).isEqualTo(UNCHANGED);
    write("list", "4\n5\n");
    assertThat(numbers.poll()).isEqualTo(UNCHANGED);
    assertThat(numbers.poll()).isEqualTo(RELOADED);

    assertThat(numbers.current()).isEqualTo("4 5");
    assertThat(numbers.poll()).isEqualTo(UNCHANGED);
    assertThat(numbers.status()).isEqualTo(new Reloadable.Status("numbers", 1, List.of()));
  }

  @Test
  void aFileThatAnotherOneNamesIsFollowedToo() throws Exception {
    Reloadable<String> numbers = read();

    write("more", "7");

    assertThat(List.of(numbers.poll(), numbers.poll())).containsExactly(UNCHANGED, RELOADED);
    assertThat(numbers.current()).isEqualTo("1 7");
  }

  @Test
  void aFileThatIsNoLongerNamedIsNoLongerFollowed() throws Exception {
    Reloadable<String> numbers = read();
    write("list", "1");
    assertThat(List.of(numbers.poll(), numbers.poll())).containsExactly(UNCHANGED, RELOADED);

    write("more", "9");

    assertThat(List.of(numbers.poll(), numbers.poll())).containsExactly(UNCHANGED, UNCHANGED);
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void aFileThatIsOnlyTouchedIsNotReadAnew() throws Exception {
    Reloadable<String> numbers = read();

    write("list", "1\nfile://more\n");

    assertThat(List.of(numbers.poll(), numbers.poll(), numbers.poll())).containsOnly(UNCHANGED);
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void whatCannotBeUsedLeavesWhatWasReadBeforeAndIsToldOnce() throws Exception {
    Reloadable<String> numbers = read();

    write("list", "1\ntwo\nthree\n");
    assertThat(List.of(numbers.poll(), numbers.poll(), numbers.poll(), numbers.poll()))
        .containsExactly(UNCHANGED, REJECTED, UNCHANGED, UNCHANGED);

    assertThat(numbers.current()).isEqualTo("1 2 3");
    assertThat(numbers.status().isCurrent()).isFalse();
    assertThat(numbers.status().problems())
        .extracting(Problem::toString)
        .containsExactly(
            "file://list line 2: two: this is no number",
            "file://list line 3: three: this is no number");
  }

  @Test
  void whatIsMendedCountsAgain() throws Exception {
    Reloadable<String> numbers = read();
    write("list", "one");
    assertThat(List.of(numbers.poll(), numbers.poll())).containsExactly(UNCHANGED, REJECTED);

    write("list", "8");
    assertThat(List.of(numbers.poll(), numbers.poll())).containsExactly(UNCHANGED, RELOADED);

    assertThat(numbers.current()).isEqualTo("8");
    assertThat(numbers.status().isCurrent()).isTrue();
  }

  @Test
  void aFileThatIsGoneForAMomentChangesNothing() throws Exception {
    Reloadable<String> numbers = read();

    Files.delete(directory.resolve("more"));
    assertThat(numbers.poll()).isEqualTo(UNCHANGED);
    write("more", "2\n3\n");

    assertThat(List.of(numbers.poll(), numbers.poll())).containsOnly(UNCHANGED);
    assertThat(numbers.current()).isEqualTo("1 2 3");
  }

  @Test
  void aFileThatComesLaterIsFoundWhenTheResolverOnlyKnowsFilesThatAreThere() throws Exception {
    FileResolver strict =
        reference -> {
          Path file = FileResolver.in(directory).resolve(reference);
          if (!Files.exists(file)) {
            throw new IOException("no such file");
          }
          return file;
        };
    Reloadable<String> numbers = Reloadable.read("numbers", strict, this::numbers);
    write("list", "file://later");
    assertThat(List.of(numbers.poll(), numbers.poll(), numbers.poll()))
        .containsExactly(UNCHANGED, REJECTED, UNCHANGED);

    write("later", "12");

    assertThat(numbers.poll()).isEqualTo(RELOADED);
    assertThat(numbers.current()).isEqualTo("12");
  }

  @Test
  void onDemandIsAtOnce() throws Exception {
    Reloadable<String> numbers = read();
    write("list", "3");

    assertThat(numbers.reload()).isEqualTo(RELOADED);
    assertThat(numbers.current()).isEqualTo("3");
    assertThat(numbers.poll()).isEqualTo(UNCHANGED);
  }

  @Test
  void whatCannotBeUsedAtFirstIsNotFollowed() throws Exception {
    write("list", "one");

    assertThatExceptionOfType(ConfigurationProblems.class).isThrownBy(this::read);
  }

  @Test
  void aFaultOfOursIsToldOnceAndTriedAgainAtEachLook() throws Exception {
    Reloadable<String> numbers =
        Reloadable.read(
            "numbers",
            FileResolver.in(directory),
            (files, current) -> {
              String read = numbers(files, current);
              if (read.equals("6") && reads < 4) {
                throw new StackOverflowError("too deep");
              }
              return read;
            });
    write("list", "6");
    assertThat(numbers.poll()).isEqualTo(UNCHANGED);

    assertThatThrownBy(numbers::poll).isInstanceOf(StackOverflowError.class);

    assertThat(numbers.current()).isEqualTo("1 2 3");
    assertThat(numbers.status().problems())
        .singleElement()
        .asString()
        .contains("numbers: cannot be read anew", "too deep");
    assertThat(numbers.poll()).isEqualTo(UNCHANGED);
    assertThat(numbers.status().isCurrent()).isFalse();
    assertThat(numbers.poll()).isEqualTo(RELOADED);
    assertThat(numbers.current()).isEqualTo("6");
    assertThat(numbers.status().isCurrent()).isTrue();
  }

  @Test
  void whatAsksForFilesAfterTheReadingIsNotFollowed() throws Exception {
    List<FollowedFiles> given = new ArrayList<>();
    Reloadable<String> numbers =
        Reloadable.read(
            "numbers",
            FileResolver.in(directory),
            (files, current) -> {
              given.add((FollowedFiles) files);
              return numbers(files, current);
            });
    numbers.reload();

    for (FollowedFiles files : given) {
      Map<Path, FileState> states = files.states();
      assertThat(files.resolve("file://later")).isEqualTo(directory.resolve("later"));
      assertThat(files.states()).isEqualTo(states);
    }
    assertThat(given).hasSize(2);
  }
}
