// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.MailWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is said of a mail beside its recipient, for rules that look at it. */
final class MailOptions {
  @Option(
      names = "--sender",
      paramLabel = "A",
      description = "The sender, for rules that look at it; <> for notifications. Default: <>.")
  private String sender = Mailboxes.NOBODY;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Whom the mail was submitted as, for rules that look at it. Default: nobody.")
  private @Nullable String user;

  @Option(
      names = "--client",
      paramLabel = "IP",
      description =
          "Where the mail was submitted from, for rules that look at it. Default: made in this"
              + " server; with a user, 127.0.0.1.")
  private @Nullable String client;

  @Option(
      names = "--attempt",
      paramLabel = "N",
      description =
          "Which attempt is to be made, for rules that look at it. Default: 1; with --last, 2.",
      converter = AttemptConverter.class)
  private @Nullable Integer attempt;

  @Option(
      names = "--last",
      paramLabel = "STATUS",
      description =
          "How the attempt before ended, for rules that look at it: a status such as 4.7.1, a code"
              + " such as 421, or both in quotes.",
      converter = LastConverter.class)
  private @Nullable DeliveryStatus last;

  @Option(
      names = "--size",
      paramLabel = "OCTETS",
      description =
          "How large the message is, for rules and relays that look at it: 800, 20M. Default: not"
              + " known, and in no range.",
      converter = SizeConverter.class)
  private @Nullable Long size;

  @Option(
      names = "--header",
      paramLabel = "FIELD",
      description =
          "The name of a header field that the message has, for rules that look at it; may be"
              + " repeated.",
      converter = HeaderConverter.class)
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Its priority, for rules that look at it: 0 (lowest) to 9. Default: 5.",
      converter = PriorityConverter.class)
  private @Nullable Integer priority;

  /** The mail without a recipient. */
  BatchLine given() {
    return new BatchLine(
        "",
        sender,
        user,
        client,
        new MailWords(
            number(attempt),
            Optional.ofNullable(last),
            size == null ? OptionalLong.empty() : OptionalLong.of(size),
            Set.copyOf(headers),
            number(priority)));
  }

  private static OptionalInt number(@Nullable Integer found) {
    return found == null ? OptionalInt.empty() : OptionalInt.of(found);
  }

  private static <T> T read(String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  static final class AttemptConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return read(text, MailWords::attempt);
    }
  }

  static final class LastConverter implements ITypeConverter<DeliveryStatus> {
    @Override
    public DeliveryStatus convert(String text) {
      return read(text, MailWords::last);
    }
  }

  static final class SizeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return read(text, MailWords::size);
    }
  }

  static final class HeaderConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return read(text, MailWords::header);
    }
  }

  static final class PriorityConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return read(text, MailWords::priority);
    }
  }
}
