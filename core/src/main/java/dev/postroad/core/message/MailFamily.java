// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which names belong to one mail: its own, and those of all that comes of it. James' stores and the
 * records know a mail by its name.
 *
 * <p>However often a mail is split, takes another way and fails, its name stays short: James' file
 * repository makes two of each octet of a name, and more, for the name of a file, which may have
 * 255. James' own names have 54 characters, or 50.
 */
public final class MailFamily {
  private static final int LONGEST_ORIGIN = 60;
  private static final int LONGEST_PART = 30;

  /** How many hexadecimal digits tell apart what derives from one mail. */
  public static final int RANDOM_PART = 8;

  /** What {@link #derived} and {@link #ofEnding} add to a name. */
  private static final Pattern ADDED =
      Pattern.compile(
          "-(?:(?:to|via|way|held|local|waits|refused|requeued|bounced)(?:-[^~]{1,57}?)?-[0-9a-f]{8}(?:\\.\\d+)?"
              + "|(?:failed|expired|delivered)-\\d+(?:\\.\\d+)?)$");

  private MailFamily() {}

  /** The name of the mail that another one comes of, and all that come of it; maybe its own. */
  public static String origin(String name) {
    String origin = name;
    for (Matcher added = ADDED.matcher(origin); added.find(); added = ADDED.matcher(origin)) {
      origin = origin.substring(0, added.start());
    }
    return origin;
  }

  /**
   * A name that shows where it comes from.
   *
   * @param what the new mail is, such as {@code to-example.org}
   * @param random {@link #RANDOM_PART} hexadecimal digits that no other mail of this family has
   */
  public static String derived(String original, String what, String random) {
    return cut(origin(original), LONGEST_ORIGIN) + "-" + cut(what, LONGEST_PART) + "-" + random;
  }

  /**
   * The name of what tells of the ending of a mail's attempt.
   *
   * @param ending such as {@code failed}
   * @param attempt which one, from 1
   */
  public static String ofEnding(String mail, String ending, int attempt) {
    return cut(mail, LONGEST_ORIGIN + LONGEST_PART + RANDOM_PART + 2)
        + "-"
        + ending
        + "-"
        + attempt;
  }

  private static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most) : text;
  }
}
