// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.setup;

/**
 * A matcher as an operator has written it: in {@code match} or {@code notmatch} of a mailet, or of
 * a {@code <matcher>}, which puts others together under a name.
 *
 * @param place where it stands, so that an operator finds it among others
 * @param text as written; maybe empty
 */
public record WrittenMatcher(String place, String text) {

  /**
   * Names a matcher by the composite one that it is or belongs to: {@code mailetcontainer.xml
   * processor relay, matcher partners/match}.
   *
   * @param file the name of the file
   * @param processor the {@code state} of its processor
   * @param composite the name of the outermost {@code <matcher>} around it
   * @param attribute which attribute it is written in
   */
  public static String place(String file, String processor, String composite, String attribute) {
    return "%s processor %s, matcher %s/%s".formatted(file, processor, composite, attribute);
  }

  /** Its class as written, without the condition. */
  String className() {
    int end = text.indexOf('=');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  /** What is written behind the class; empty if nothing is. */
  String condition() {
    int end = text.indexOf('=');
    return end < 0 ? "" : text.substring(end + 1).strip();
  }
}
