// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.cli.Cli;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.operations.Answers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mail's way, joined out of files of records. */
final class RecordsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  private String older = "";
  private String newer = "";

  @BeforeEach
  void writeRecords() throws IOException {
    Path compressed = folder.resolve("records.1.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      out.write(
          (Answers.attempt("mail1", "deferred", "2026-01-04T04:00:00.5Z")
                  + "\n"
                  + Answers.attempt("mail10", "delivered", "2026-01-04T04:00:00Z")
                  + "\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    older = compressed.toString();
    newer =
        Files.writeString(
                folder.resolve("records.jsonl"),
                Answers.attempt("mail1-way-2-0123abcd", "delivered", "2026-01-04T05:00:00Z")
                    + "\n"
                    + Answers.attempt("other", "delivered", "2026-01-04T05:00:00Z")
                        .replace("amy@", "carl@")
                        .replace("bob@", "dan@")
                    + "\n{\"at\":\"2026-01-")
            .toString();
  }

  @Test
  void mailIsJoinedOverFilesWithWhatDerivedFromIt() {
    Cli.Result result = new Cli().run("trace", "mail1", "--records", newer, older);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.outLines())
        .containsExactly(
            "mail1   amy@corp.example   deferred",
            "  2026-01-04T04:00:00Z  deferred bob@partner.example    "
                + "mx1.partner.example[192.0.2.10]:25 rcpt after 15ms: 550 5.7.1 not from you",
            "mail1-way-2-0123abcd   amy@corp.example   delivered",
            "  2026-01-04T05:00:00Z  delivered bob@partner.example   "
                + "mx1.partner.example[192.0.2.10]:25 rcpt after 15ms: 550 5.7.1 not from you");
    assertThat(result.err()).contains("1 line is no JSON");
  }

  @Test
  void aPartOfAMailIsJoinedWithTheOthersOfTheSameMail() {
    assertThat(
            new Cli().run("trace", "mail1-to-a.example-00c0ffee", "--records", newer, older).out())
        .contains("mail1   ", "mail1-way-2-0123abcd   ")
        .doesNotContain("mail10");
  }

  @Test
  void aDomainMayBeWrittenInEitherFormAndMeanAllOfIt() throws IOException {
    String file =
        Files.writeString(
                folder.resolve("idn.jsonl"),
                Answers.attempt("idn", "delivered", "2026-01-04T05:00:00Z")
                        .replace("partner.example", "xn--bcher-kva.example")
                        .replace("amy@corp.example", "<>")
                    + "\n"
                    + Answers.attempt("other", "delivered", "2026-01-04T05:00:00Z"))
            .toString();
    for (String wanted : new String[] {"bob@bücher.example", "@Bücher.example", "<>"}) {
      assertThat(new Cli().run("trace", wanted, "--records", file).out())
          .contains("idn ")
          .doesNotContain("other ");
    }
    Cli.Result none = new Cli().run("trace", "bob@", "--records", file);
    assertThat(none.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(none.err()).contains("bob@: an address is written");
  }

  @Test
  void addressIsThatOfASenderOrARecipientInWhateverCase() {
    assertThat(new Cli().run("trace", "Bob@Partner.Example", "--records", older, newer).out())
        .contains("mail1   ", "mail10   ", "mail1-way-2")
        .doesNotContain("other");
    assertThat(new Cli().run("trace", "carl@corp.example", "--records", newer).out())
        .startsWith("other ");
  }

  @Test
  void jsonIsTheRecordsThemselvesInTheOrderOfTime() {
    assertThat(new Cli().run("trace", "mail1", "--records", newer, older, "--json").outLines())
        .hasSize(2)
        .first()
        .asString()
        .isEqualTo(Answers.attempt("mail1", "deferred", "2026-01-04T04:00:00.5Z"));
  }

  @Test
  void aFileThatIsBeingPackedIsReadAsFarAsItGoesAndNothingIsToldTwice() throws IOException {
    String records =
        IntStream.range(0, 2_000)
            .mapToObj(
                i ->
                    Answers.attempt(
                        "mail1", "deferred", "2026-01-04T04:%02d:00.%03dZ".formatted(i / 60, i)))
            .collect(Collectors.joining("\n", "", "\n"));
    String whole = Files.writeString(folder.resolve("records.jsonl123.tmp"), records).toString();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(records.getBytes(StandardCharsets.UTF_8));
    }
    Path half = folder.resolve("records.2.jsonl.gz");
    Files.write(half, Arrays.copyOf(packed.toByteArray(), packed.size() / 2));

    Cli.Result alone = new Cli().run("trace", "mail1", "--records", half.toString(), "--json");
    assertThat(alone.exitCode()).as(alone.err()).isEqualTo(ExitCode.OK);
    assertThat(alone.outLines()).hasSizeBetween(500, 1_500);
    assertThat(alone.err()).contains("records.2.jsonl.gz ends in its midst");

    Cli.Result both =
        new Cli().run("trace", "mail1", "--records", whole, half.toString(), "--json");
    assertThat(both.exitCode()).as(both.err()).isEqualTo(ExitCode.OK);
    assertThat(both.outLines()).hasSize(2_000);
  }

  @Test
  void aFileOfWhichNotEvenTheFirstOctetsArePackedIsNoTrouble() throws IOException {
    Path begun =
        Files.write(folder.resolve("records.3.jsonl.gz"), new byte[] {0x1f, (byte) 0x8b, 8});
    Path empty = Files.createFile(folder.resolve("records.4.jsonl.gz"));

    Cli.Result result =
        new Cli().run("trace", "mail1", "--records", begun.toString(), empty.toString(), older);

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.outLines()).hasSize(2);
  }

  @Test
  void nothingFoundIsTold() {
    Cli.Result result = new Cli().run("trace", "mail2", "--records", newer);
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.err()).contains("nothing of mail2");
  }

  @Test
  void fileThatIsNotThereIsTold() {
    Cli.Result result = new Cli().run("trace", "mail2", "--records", "/nowhere");
    assertThat(result.exitCode()).isEqualTo(ExitCode.NO_INPUT);
  }
}
