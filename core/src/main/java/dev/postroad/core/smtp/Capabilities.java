// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * What a peer offered in its reply to EHLO (RFC 5321 §4.1.1.1). Keywords are read without regard to
 * case; those nobody here uses, and values that make no sense, are passed over.
 */
public final class Capabilities {

  /** The service extensions this client knows, by their EHLO keyword. */
  public enum Extension {
    /** RFC 1870. */
    SIZE("SIZE"),
    /** RFC 2920. */
    PIPELINING("PIPELINING"),
    /** RFC 6152. */
    EIGHT_BIT_MIME("8BITMIME"),
    /** RFC 6531. */
    SMTPUTF8("SMTPUTF8"),
    /** RFC 3461. */
    DSN("DSN"),
    /** RFC 3030. */
    CHUNKING("CHUNKING"),
    /** RFC 3207. */
    STARTTLS("STARTTLS"),
    /** RFC 4954. */
    AUTH("AUTH"),
    /** RFC 2034. */
    ENHANCED_STATUS_CODES("ENHANCEDSTATUSCODES"),
    /** RFC 6710. */
    MT_PRIORITY("MT-PRIORITY"),
    /** RFC 8689. */
    REQUIRETLS("REQUIRETLS"),
    /** RFC 9422. */
    LIMITS("LIMITS");

    private static final Map<String, Extension> BY_KEYWORD =
        java.util.Arrays.stream(values())
            .collect(java.util.stream.Collectors.toUnmodifiableMap(e -> e.keyword, e -> e));

    private final String keyword;

    Extension(String keyword) {
      this.keyword = keyword;
    }

    /** As it stands in the reply to EHLO. */
    public String keyword() {
      return keyword;
    }
  }

  /** Nothing at all: a peer that knows only HELO. */
  public static final Capabilities NONE = new Capabilities();

  /** Of mechanisms there are some dozens; a peer that names thousands would have us keep them. */
  private static final int MOST_MECHANISMS = 100;

  /** RFC 4422 §3.1. */
  private static final int LONGEST_MECHANISM = 20;

  private final Set<Extension> extensions = EnumSet.noneOf(Extension.class);
  private final Set<String> authMechanisms = new LinkedHashSet<>();
  private OptionalLong sizeLimit = OptionalLong.empty();
  private OptionalInt recipientLimit = OptionalInt.empty();
  private OptionalInt transactionLimit = OptionalInt.empty();
  private OptionalInt domainLimit = OptionalInt.empty();

  private Capabilities() {}

  /** Reads the lines of a positive reply to EHLO; the first is the greeting. */
  static Capabilities parse(Reply ehlo) {
    Capabilities capabilities = new Capabilities();
    List<String> lines = ehlo.lines();
    for (String line : lines.subList(1, lines.size())) {
      capabilities.read(line.toUpperCase(Locale.ROOT));
    }
    return capabilities;
  }

  private void read(String line) {
    // Servers older than RFC 2554 wrote "AUTH=LOGIN PLAIN".
    StringTokenizer words =
        new StringTokenizer(line.startsWith("AUTH=") ? "AUTH " + line.substring(5) : line, " ");
    if (!words.hasMoreTokens()) {
      return;
    }
    Optional<Extension> extension =
        Optional.ofNullable(Extension.BY_KEYWORD.get(words.nextToken()));
    extension.ifPresent(
        known -> {
          extensions.add(known);
          readParameters(known, words);
        });
  }

  private void readParameters(Extension extension, StringTokenizer words) {
    while (words.hasMoreTokens()) {
      String word = words.nextToken();
      switch (extension) {
        case SIZE -> {
          long limit = number(word);
          // Zero means "no fixed limit" (RFC 1870 §4).
          if (limit > 0) {
            sizeLimit = OptionalLong.of(limit);
          }
        }
        case AUTH -> {
          if (authMechanisms.size() < MOST_MECHANISMS && word.length() <= LONGEST_MECHANISM) {
            authMechanisms.add(word);
          }
        }
        case LIMITS -> readLimit(word);
        default -> {}
      }
    }
  }

  /** A limit that is not one to six digits without a leading zero is none (RFC 9422 §5). */
  private void readLimit(String word) {
    int equals = word.indexOf('=');
    String value = equals < 0 ? "" : word.substring(equals + 1);
    long limit = number(value);
    if (limit < 1 || value.startsWith("0") || value.length() > 6) {
      return;
    }
    switch (word.substring(0, equals)) {
      case "RCPTMAX" -> recipientLimit = stricter(recipientLimit, (int) limit);
      case "MAILMAX" -> transactionLimit = stricter(transactionLimit, (int) limit);
      case "RCPTDOMAINMAX" -> domainLimit = stricter(domainLimit, (int) limit);
      default -> {}
    }
  }

  private static OptionalInt stricter(OptionalInt known, int limit) {
    return OptionalInt.of(Math.min(known.orElse(limit), limit));
  }

  /** The number a word of up to 18 digits stands for, or -1. */
  private static long number(String word) {
    if (word.isEmpty() || word.length() > 18) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < word.length(); i++) {
      int digit = word.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  public boolean offers(Extension extension) {
    return extensions.contains(extension);
  }

  /** Largest message in octets the peer takes (RFC 1870); empty if it named none. */
  public OptionalLong sizeLimit() {
    return sizeLimit;
  }

  /** Most recipients a transaction may have (RCPTMAX of RFC 9422); empty if the peer named none. */
  public OptionalInt recipientLimit() {
    return recipientLimit;
  }

  /** Most transactions a session may have (MAILMAX of RFC 9422); empty if the peer named none. */
  public OptionalInt transactionLimit() {
    return transactionLimit;
  }

  /**
   * Most different domains of recipients in a session (RCPTDOMAINMAX of RFC 9422); empty if the
   * peer named none.
   */
  public OptionalInt domainLimit() {
    return domainLimit;
  }

  /** SASL mechanisms in upper case, as offered: the first {@value #MOST_MECHANISMS} of them. */
  public Set<String> authMechanisms() {
    return java.util.Collections.unmodifiableSet(authMechanisms);
  }

  @Override
  public String toString() {
    return extensions.toString();
  }
}
