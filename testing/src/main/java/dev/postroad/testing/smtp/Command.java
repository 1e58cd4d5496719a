// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line taken apart.
 *
 * @param verb the first word in upper case
 * @param argument what follows the space after it, as written
 * @param line all of it, without CRLF
 */
record Command(String verb, String argument, String line) {
  // Reverse-path and Forward-path of RFC 5321 section 4.1.2, with any octets but <, > and blanks
  // in unquoted parts; an old source route before the mailbox is passed over (appendix C).
  private static final String MAILBOX = "(?:\"(?:[^\"\\\\]|\\\\.)*\"@[^\\s<>]+|[^\\s<>\"]*)";
  private static final Pattern PATH =
      Pattern.compile("(?i)(?:FROM|TO):<(?:@[^\\s<>:]+:)?(" + MAILBOX + ")>(?: (\\S+(?: \\S+)*))?");

  static Command of(String line) {
    int space = line.indexOf(' ');
    String verb = space < 0 ? line : line.substring(0, space);
    String argument = space < 0 ? "" : line.substring(space + 1);
    return new Command(verb.toUpperCase(Locale.ROOT), argument, line);
  }

  /** The address and parameters of MAIL or RCPT; empty if the grammar is not met. */
  Optional<EnvelopeAddress> envelopeAddress() {
    Matcher matcher = PATH.matcher(argument);
    boolean fromExpected = verb.equals("MAIL");
    if (!matcher.matches()
        || fromExpected != argument.regionMatches(true, 0, "FROM:", 0, 5)
        || (!fromExpected && matcher.group(1).isEmpty())) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    String rest = matcher.group(2);
    if (rest != null) {
      for (String word : rest.split(" ", -1)) {
        int equals = word.indexOf('=');
        String keyword = equals < 0 ? word : word.substring(0, equals);
        String value = equals < 0 ? "" : word.substring(equals + 1);
        parameters.put(keyword.toUpperCase(Locale.ROOT), value);
      }
    }
    return Optional.of(
        new EnvelopeAddress(matcher.group(1), Collections.unmodifiableMap(parameters), line));
  }

  boolean isAscii() {
    return line.chars().allMatch(c -> c < 0x80);
  }
}
