// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.james.book.Book;

/**
 * How far the book of open mails reaches: after a start it is read bit by bit, and it has room for
 * so many. What it does not know one by one is neither found nor acted on yet.
 *
 * @param known mails that are known one by one
 * @param open all that are known to be open
 */
public record Known(long known, long open) {

  static Known of(Book book) {
    long known = book.entries().size();
    return new Known(known, known + book.others());
  }

  /** Whether every open mail is known. */
  public boolean isAll() {
    return known >= open;
  }

  /** For the log: {@code 1200 of 5000 open mails are known so far}. */
  String inWords() {
    return known + " of " + open + " open mails are known so far";
  }
}
