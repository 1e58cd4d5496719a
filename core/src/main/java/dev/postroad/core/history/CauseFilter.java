// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import dev.postroad.core.smtp.EnhancedStatus;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a mail was not delivered for, as somebody looks for it: a word of {@link Cause}, or an
 * enhanced status or its beginning, by parts.
 *
 * @param word the cause, if it is given as a word
 * @param status the status, if it is given as one
 */
public record CauseFilter(Optional<Cause> word, Optional<StatusFilter> status) {

  /**
   * Reads {@code 4}, {@code 4.7}, {@code 4.7.1} or a word such as {@code mailbox-full}.
   *
   * @throws IllegalArgumentException if it is anything else, saying what may stand there
   */
  public static CauseFilter parse(String text) {
    if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
      return new CauseFilter(Optional.empty(), Optional.of(new StatusFilter(text)));
    }
    return new CauseFilter(
        Optional.of(
            Cause.called(text)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "a cause is an enhanced status (4.2.1), its beginning (4.2), or one of "
                                + Arrays.stream(Cause.values())
                                    .map(Cause::word)
                                    .collect(Collectors.joining(", "))))),
        Optional.empty());
  }

  /** Whether that is meant. */
  public boolean matches(EnhancedStatus said, Cause cause) {
    return word.filter(cause::equals).isPresent()
        || status.filter(own -> own.test(said)).isPresent();
  }

  @Override
  public String toString() {
    return word.map(Cause::word).or(() -> status.map(StatusFilter::beginning)).orElse("");
  }
}
