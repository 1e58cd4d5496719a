// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

/** What some editors put before the text of a file in UTF-8, and no reader wants. */
public final class ByteOrderMark {
  private static final String MARK = "\uFEFF";

  private ByteOrderMark() {}

  /** The text without a mark that it begins with. */
  public static String without(String text) {
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }
}
