// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.MailFacts.Message;
import dev.postroad.core.smtp.EnhancedStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What somebody says of a mail that is not there, to learn which way it would go: words as rules
 * write them.
 *
 * @param attempt the number of the attempt that is to be made; empty for the first, or the second
 *     where the one before is known
 * @param last how the attempt before ended
 * @param size how large the message is, in octets
 * @param headers the names of its header fields, in lower case
 * @param priority 0 (lowest) to 9; empty for 5
 */
public record MailWords(
    OptionalInt attempt,
    Optional<DeliveryStatus> last,
    OptionalLong size,
    Set<String> headers,
    OptionalInt priority) {
  private static final int LARGEST_ATTEMPT = 10_000;
  private static final int CODE_OF_STATUS = 451;

  /** Nothing is said. */
  public static final MailWords NONE =
      new MailWords(
          OptionalInt.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Set.of(),
          OptionalInt.empty());

  public MailWords {
    headers = Set.copyOf(headers);
  }

  /** Reads one word. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(String text) throws InvalidValueException;
  }

  /**
   * Reads the number of an attempt.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static int attempt(String text) {
    return read(text, ValueTypes.integer(1, LARGEST_ATTEMPT)::parse);
  }

  /**
   * Reads how an attempt ended: a reply code {@code 421}, a status {@code 4.7.1}, or both.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static DeliveryStatus last(String text) {
    String[] words = text.strip().split("\\s+", -1);
    boolean hasCode = words[0].matches("4[0-5][0-9]");
    Optional<EnhancedStatus> enhanced =
        words.length == 1 && hasCode
            ? Optional.of(new EnhancedStatus(4, 0, 0))
            : EnhancedStatus.tryParse(words[words.length - 1])
                .filter(status -> status.classDigit() == 4);
    if (enhanced.isEmpty() || words.length > 2 || (words.length == 2 && !hasCode)) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no result that an attempt can end with and another follow; write 4.7.1, 421,"
              + " or 421 4.7.1");
    }
    return new DeliveryStatus(
        hasCode ? Integer.parseInt(words[0]) : CODE_OF_STATUS, enhanced.get(), "");
  }

  /**
   * Reads a number of octets: {@code 800}, {@code 20M}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static long size(String text) {
    return read(text, Range::size);
  }

  /**
   * Reads the name of a header field.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static String header(String text) {
    if (!ConditionReader.isFieldName(text)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no name of a header field; write the name alone, such as List-Id");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the names of header fields, divided by commas.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Set<String> headers(String text) {
    List<String> names = new ArrayList<>();
    for (String name : text.split(",", -1)) {
      names.add(header(name.strip()));
    }
    return new TreeSet<>(names);
  }

  /**
   * Reads a priority.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static int priority(String text) {
    return read(text, ValueTypes.integer(0, PriorityScale.HIGHEST)::parse);
  }

  private static <T> T read(String text, Reader<T> reader) {
    try {
      return reader.read(text);
    } catch (InvalidValueException e) {
      throw new IllegalArgumentException(
          e.why() + (e.remedy().isEmpty() ? "" : "; " + e.remedy()), e);
    }
  }

  /** What rules may know of the message. */
  public Message message() {
    return new Message(
        () -> size,
        priority.isPresent()
            ? OptionalInt.of(PriorityScale.mtPriority(priority.getAsInt()))
            : OptionalInt.empty(),
        name -> headers.contains(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * How far its delivery has come.
   *
   * @throws IllegalArgumentException if there is a result of an attempt before the first
   */
  public Progress progress() {
    int number = attempt.orElse(last.isPresent() ? 2 : 1);
    if (number == 1 && last.isPresent()) {
      throw new IllegalArgumentException(
          "before attempt 1 there is none that has ended so; say a later attempt, or none");
    }
    return new Progress(number, last);
  }
}
