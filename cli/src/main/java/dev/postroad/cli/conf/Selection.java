// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which of several deliveries in a mailetcontainer.xml is meant.
 *
 * @param processor only those of this processor
 * @param mailet only this one, counted from 1 in the order of the file, or of the processor
 */
public record Selection(Optional<String> processor, OptionalInt mailet) {
  /** The first one. */
  public static final Selection FIRST = new Selection(Optional.empty(), OptionalInt.empty());

  boolean admits(MailetElement element) {
    return processor.isEmpty() || processor.get().equals(element.processor());
  }
}
