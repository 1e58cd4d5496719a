// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/** Gets the lines of a table that is written in place, or in a file that is named in its place. */
public final class TableSource {
  private final FileResolver files;
  private final Problems problems;

  /**
   * @param files finds files that are referred to
   * @param problems takes what is wrong with the text or the file
   */
  public TableSource(FileResolver files, Problems problems) {
    this.files = files;
    this.problems = problems;
  }

  /**
   * The lines of a table. Lines are counted from the first one that is not blank where the table is
   * written in place, since blanks around the text of an element do not reach a mailet; and from
   * the first line of a file.
   *
   * @param text the table, or {@code file://…} alone
   * @param where it is written
   * @return no lines if the table cannot be read, which is then noted as a problem
   */
  public List<TableLine> lines(String text, String where) {
    String trimmed = text.strip();
    if (FileResolver.isReference(trimmed) && trimmed.lines().count() == 1) {
      return TableParser.parse(read(trimmed, where), trimmed, problems);
    }
    return TableParser.parse(trimmed, where, problems);
  }

  /**
   * The text of a file that is referred to; empty if it cannot be read, which is then noted as a
   * problem.
   */
  public String read(String reference, String where) {
    try {
      return decoded(Files.readAllBytes(files.resolve(reference)), reference);
    } catch (NoSuchFileException e) {
      problems.error(where, reference, "there is no such file", "create it, or mend its name");
    } catch (IOException e) {
      problems.error(where, reference, "the file cannot be read: " + e.getMessage(), "");
    }
    return "";
  }

  /**
   * Where a file ceases to be in UTF-8; empty if it does not.
   *
   * @param reference names it
   */
  public static Optional<Misfit> misfit(byte[] bytes, String reference) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    out.flip();
    if (!result.isError()) {
      return Optional.empty();
    }
    String before = out.toString();
    int lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
    int line =
        (int) before.replace("\r\n", "\n").chars().filter(c -> c == '\n' || c == '\r').count();
    return Optional.of(
        new Misfit(
            new SourceLine(reference, line + 1, "").where()
                + ", column "
                + (before.length() - lineStart + 1),
            String.format("the byte 0x%02X", in.get(in.position()))));
  }

  /**
   * What is not in UTF-8.
   *
   * @param where it stands
   * @param what it is
   */
  public record Misfit(String where, String what) {}

  /** The text of a file; empty if it is none, which is told where it ceases to be. */
  private String decoded(byte[] bytes, String reference) {
    Optional<Misfit> misfit = misfit(bytes, reference);
    misfit.ifPresent(
        found ->
            problems.error(
                found.where(), found.what(), "the file is not in UTF-8", "store it in UTF-8"));
    return misfit.isPresent() ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}
