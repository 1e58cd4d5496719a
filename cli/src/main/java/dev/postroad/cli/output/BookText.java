// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.cli.server.Json;
import java.util.Optional;

/** How much of all open mail a server knows one by one, for a human. */
public final class BookText {
  private BookText() {}

  /**
   * A line if it does not know all: {@code 1200 of 5000 open mails are known so far: …}.
   *
   * @param others what that means for those that are not
   */
  public static Optional<String> of(Json answer, String others) {
    Json book = answer.get("book");
    return book.count("known") >= book.count("open")
        ? Optional.empty()
        : Optional.of(
            book.count("known")
                + " of "
                + book.count("open")
                + " open mails are known so far: "
                + others);
  }
}
