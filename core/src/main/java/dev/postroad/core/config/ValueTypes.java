// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.Network;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of values that keys and options have. */
public final class ValueTypes {

  /** Anything. */
  public static final ValueType<String> TEXT = new ValueType<>("text", text -> text);

  /** An address as an operator writes it; what mail already carries is not held to this. */
  public static final ValueType<Mailbox> MAILBOX =
      new ValueType<>("address", ValueTypes::parseMailbox);

  /**
   * The name of a queue for outgoing mail; not that of James' own, through which all mail comes.
   */
  public static final ValueType<String> OUTGOING_QUEUE =
      new ValueType<>("name of a queue, not `spool`", ValueTypes::parseOutgoingQueue);

  /** The URL of a mail repository of James. */
  public static final ValueType<String> REPOSITORY =
      new ValueType<>("`PROTOCOL://PATH`", ValueTypes::parseRepository);

  /** {@code true} or {@code false}. */
  public static final ValueType<Boolean> BOOLEAN =
      new ValueType<>("`true` or `false`", ValueTypes::parseBoolean);

  /** A duration with its unit; may be zero. */
  public static final ValueType<Duration> DURATION =
      new ValueType<>("duration (`500ms`, `30s`, `5m`, `1h`, `2d`)", Durations::parse);

  /** A duration that counts milliseconds where no unit is given; positive. */
  public static final ValueType<Duration> MILLIS =
      new ValueType<>(
          "milliseconds, or a duration (`30s`, `5m`)",
          text -> positive(Durations.parseOrMillis(text)));

  /** A TCP or UDP port. */
  public static final ValueType<Integer> PORT = integer(1, 65_535);

  /** What TLS must prove. */
  public static final ValueType<TlsDemand.Level> TLS_LEVEL =
      oneOf(TlsDemand.Level.class, OthersWords.TLS_LEVELS);

  /** An IP address, never a name. */
  public static final ValueType<InetAddress> ADDRESS =
      new ValueType<>("IP address", text -> argument(() -> IpAddresses.parse(text), ""));

  /** Networks in CIDR notation. */
  public static final ValueType<List<Network>> NETWORKS =
      listOf(
          "networks (`192.0.2.0/24`, `2001:db8::/32`), separated by commas", ValueTypes::network);

  /** A ratio, as a whole number of hundredths. */
  public static final ValueType<Integer> PERCENT =
      new ValueType<>("percentage from `0%` to `100%`", ValueTypes::parsePercent);

  /** So many in a time. */
  public static final ValueType<Rate> RATE =
      new ValueType<>(
          "number per time (`20/s`, `600/m`, `1000/h`, `5000/d`)", ValueTypes::parseRate);

  private ValueTypes() {}

  /** A whole number within limits. */
  public static ValueType<Integer> integer(int least, int most) {
    String grammar = "whole number from " + least + " to " + most;
    return new ValueType<>(
        grammar,
        text -> {
          if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
              return number;
            }
          }
          throw new InvalidValueException("a " + grammar + " is needed", "");
        });
  }

  /** A constant of an enum, written in lower case with hyphens. */
  public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
    return oneOf(type, Map.of());
  }

  /**
   * A constant of an enum.
   *
   * @param others what other programs call some of them, in lower case, and what to write instead
   */
  static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type, Map<String, String> others) {
    List<String> words = Stream.of(type.getEnumConstants()).map(ValueTypes::keyword).toList();
    return new ValueType<>(
        words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", ")),
        text -> {
          int index = words.indexOf(text.toLowerCase(Locale.ROOT));
          if (index < 0) {
            throw new InvalidValueException(
                "one of " + String.join(", ", words) + " is needed",
                Optional.ofNullable(others.get(text.toLowerCase(Locale.ROOT)))
                    .or(() -> Suggestions.nearest(text, words))
                    .map(word -> "did you mean " + word + "?")
                    .orElse(""));
          }
          return type.getEnumConstants()[index];
        });
  }

  /** A constant of an enum as operators write it. */
  static String keyword(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Several values, separated by commas; none of them empty. */
  public static <T> ValueType<List<T>> listOf(String grammar, ValueType.Parser<T> item) {
    return new ValueType<>(
        grammar,
        text -> {
          List<T> items = new ArrayList<>();
          for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
              throw new InvalidValueException("there is nothing between two commas", "");
            }
            items.add(item.parse(part.strip()));
          }
          return List.copyOf(items);
        });
  }

  /** A duration above zero. */
  static Duration positive(Duration duration) throws InvalidValueException {
    if (duration.isZero()) {
      throw new InvalidValueException("it must be longer than nothing", "");
    }
    return duration;
  }

  /** Something that is made of a text. */
  interface Argument<T> {
    T read();
  }

  /** Makes what an {@link IllegalArgumentException} says of a text a problem of a value. */
  static <T> T argument(Argument<T> argument, String remedy) throws InvalidValueException {
    try {
      return argument.read();
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(String.valueOf(e.getMessage()), remedy);
    }
  }

  private static Network network(String text) throws InvalidValueException {
    return argument(() -> Network.parse(text), "write 192.0.2.0/24 or 2001:db8::/32");
  }

  private static Mailbox parseMailbox(String text) throws InvalidValueException {
    String remedy = "write NAME@DOMAIN";
    Mailbox mailbox = argument(() -> Mailbox.parse(text), remedy);
    String unquoted = mailbox.localPart().replaceAll("\"([^\"\\\\]|\\\\.)*\"", "");
    if (unquoted.indexOf('@') >= 0) {
      throw new InvalidValueException("\"" + text + "\" is no address, it has two @", remedy);
    }
    return mailbox;
  }

  private static String parseOutgoingQueue(String text) throws InvalidValueException {
    if (text.equals("spool")) {
      throw new InvalidValueException(
          "James takes the mail that comes in from the queue of this name, so mail would go in"
              + " circles",
          "write another name: outgoing");
    }
    return text;
  }

  private static String parseRepository(String text) throws InvalidValueException {
    if (!text.matches("[A-Za-z][A-Za-z0-9+.-]*://[^\\s]*[^\\s/][^\\s]*")) {
      throw new InvalidValueException(
          "the URL of a mail repository is needed",
          "write PROTOCOL://PATH, with a protocol of mailrepositorystore.xml: file://var/mail/hold/");
    }
    return text;
  }

  private static Boolean parseBoolean(String text) throws InvalidValueException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidValueException("true or false is needed", "");
    };
  }

  private static Integer parsePercent(String text) throws InvalidValueException {
    if (!text.endsWith("%")) {
      throw new InvalidValueException("a percentage is needed", "write 10%");
    }
    return integer(0, 100).parse(text.substring(0, text.length() - 1).strip());
  }

  private static Rate parseRate(String text) throws InvalidValueException {
    String remedy = "write 20/s, 600/m, 1000/h or 5000/d";
    String[] parts = text.split("/", -1);
    if (parts.length != 2) {
      throw new InvalidValueException("a number per time is needed", remedy);
    }
    Duration period =
        switch (parts[1].strip()) {
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          case "d" -> Duration.ofDays(1);
          default ->
              throw new InvalidValueException(
                  "\"" + parts[1].strip() + "\" is no time here", remedy);
        };
    return new Rate(integer(1, 1_000_000).parse(parts[0].strip()), period);
  }
}
