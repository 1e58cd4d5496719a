// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.james.book.Leftovers;
import dev.postroad.james.book.Leftovers.Item;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which {@link Leftovers} outlive a restart: a line for each that is expected, {@code +
 * MILLISECONDS NAME TOKEN}, and one for each that is so no more, {@code - NAME TOKEN}. It is
 * written anew whenever most of it is of the past.
 *
 * <p>A line is with the system before whoever has it written goes on, and so outlives our process.
 * It is not forced to the disk, for operators act on mails by the thousand. What cannot be written
 * is known in memory all the same, and written with the next one.
 *
 * <p>Its calls follow one another, as {@link Leftovers} makes them.
 */
final class LeftoversFile implements Leftovers.Diary {
  static final String NAME = "leftovers.txt";

  private static final Logger LOGGER = LoggerFactory.getLogger(LeftoversFile.class);

  /** So many lines may be of the past, however few are not. */
  private static final int PAST = 10_000;

  private final Path path;
  private final Clock clock;
  private int lines;

  /** Nothing can be added to it: it does not exist, or its end is missing. */
  private boolean isToBeWrittenAnew = true;

  /** What is there could not be read, and nothing may be written in its place. */
  private boolean isToBePutAside;

  private boolean isComplainedOf;

  private LeftoversFile(Path path, Clock clock) {
    this.path = path;
    this.clock = clock;
  }

  /**
   * Has known again what is left over from before, and from now on written down.
   *
   * @param path of the file, which need not exist
   * @param clock says when a file was put aside that could not be read
   */
  static void keep(Leftovers leftovers, Path path, Clock clock) {
    LeftoversFile file = new LeftoversFile(path, clock);
    leftovers.keepIn(file, file.read());
  }

  private Map<Item, Instant> read() {
    if (Files.notExists(path)) {
      return Map.of();
    }
    String text;
    try {
      text = Files.readString(path);
    } catch (IOException e) {
      LOGGER.error(
          "{} cannot be read: mail that operators have ended or kept elsewhere is mail again if"
              + " James' queue still has it",
          path,
          e);
      isToBePutAside = true;
      tryToPutAside();
      return Map.of();
    }
    Map<Item, Instant> expected = new LinkedHashMap<>();
    int unread = 0;
    // What follows the last line end was not written to its own.
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      unread += follow(line, expected) ? 0 : 1;
      lines++;
    }
    if (unread > 0) {
      LOGGER.warn("{} lines of {} cannot be read; the others are followed", unread, path);
    }
    isToBeWrittenAnew = unread > 0 || !text.endsWith("\n");
    return expected;
  }

  private void tryToPutAside() {
    try {
      putAside();
    } catch (IOException e) {
      LOGGER.error("{} cannot be put aside either; it is left as it is", path, e);
    }
  }

  private void putAside() throws IOException {
    Path aside = OwnFile.aside(path, clock.instant());
    try {
      Files.move(path, aside);
    } catch (NoSuchFileException e) {
      LOGGER.debug("{} is gone, and nothing is to be put aside", path, e);
      isToBePutAside = false;
      return;
    }
    isToBePutAside = false;
    LOGGER.error(
        "What could not be read is kept as {}; if it can be read again, stop James, move it back to"
            + " {} and start James",
        aside,
        path);
  }

  /** Whether it could be. */
  private static boolean follow(String line, Map<Item, Instant> expected) {
    String[] words = line.split(" ", -1);
    try {
      if (words[0].equals("+") && words.length >= 3) {
        expected.put(item(words, 2), Instant.ofEpochMilli(Long.parseLong(words[1])));
        return true;
      }
      if (words[0].equals("-") && words.length >= 2) {
        expected.remove(item(words, 1));
        return true;
      }
    } catch (IllegalArgumentException e) {
      LOGGER.debug("Not a line of ours: {}", line, e);
    }
    return false;
  }

  private static Item item(String[] words, int first) {
    return new Item(
        decoded(words[first]), words.length == first + 1 ? null : decoded(words[first + 1]));
  }

  private static String decoded(String word) {
    return URLDecoder.decode(word, StandardCharsets.UTF_8);
  }

  @Override
  public void expected(Item item, Map<Item, Instant> all) {
    add(expecting(item, all.get(item)), all);
  }

  @Override
  public void gone(Item item, Map<Item, Instant> all) {
    add("- " + words(item) + "\n", all);
  }

  private static String expecting(Item item, @Nullable Instant since) {
    return "+ " + (since == null ? 0 : since.toEpochMilli()) + " " + words(item) + "\n";
  }

  private static String words(Item item) {
    String name = URLEncoder.encode(item.mail(), StandardCharsets.UTF_8);
    String token = item.token();
    return token == null ? name : name + " " + URLEncoder.encode(token, StandardCharsets.UTF_8);
  }

  private void add(String line, Map<Item, Instant> all) {
    try {
      if (isToBePutAside) {
        putAside();
      }
      if (isToBeWrittenAnew || lines > 2 * all.size() + PAST) {
        isToBeWrittenAnew = true;
        StringBuilder text = new StringBuilder();
        all.forEach((item, since) -> text.append(expecting(item, since)));
        OwnFile.write(path, text.toString());
        lines = all.size();
      } else {
        isToBeWrittenAnew = true;
        Files.writeString(path, line, StandardOpenOption.APPEND);
        lines++;
      }
      isToBeWrittenAnew = false;
      isComplainedOf = false;
    } catch (IOException e) {
      if (!isComplainedOf) {
        LOGGER.error(
            "{} cannot be written: until it can, what James' queue still has of mail that operators"
                + " have ended or kept elsewhere would be mail again after a restart",
            path,
            e);
      }
      isComplainedOf = true;
    }
  }
}
