// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.Network;
import dev.postroad.core.message.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the conditions of a rule: each a keyword, and values any of which will do. */
final class ConditionReader {
  private static final List<String> KEYWORDS =
      List.of("to", "from", "user", "client", "size", "header", "priority", "attempt", "last");
  private static final List<String> WORDS =
      Stream.of(KEYWORDS, List.of("not", "and"), Route.KEYWORDS).flatMap(List::stream).toList();

  /** How other mail servers call what is asked for here, and what is done. */
  private static final Map<String, String> OTHERS_WORDS =
      Map.ofEntries(
          Map.entry("sender", "from"),
          Map.entry("mail_from", "from"),
          Map.entry("recipient", "to"),
          Map.entry("rcpt", "to"),
          Map.entry("domain", "to"),
          Map.entry("login", "user"),
          Map.entry("authenticated", "user"),
          Map.entry("network", "client"),
          Map.entry("ip", "client"),
          Map.entry("relay", "via"),
          Map.entry("smarthost", "via"),
          Map.entry("reject", "refuse"),
          Map.entry("deny", "refuse"),
          Map.entry("drop", "discard"),
          Map.entry("quarantine", "hold"));

  /** What looks like a domain, some domains or an address. */
  private static final Pattern DOMAIN =
      Pattern.compile("(?:[^\\s:/@=\\[\\]]*@)?[.*]?[\\p{L}\\p{N}_-]+(?:\\.[\\p{L}\\p{N}_*-]+)+");

  /** RFC 5322 §2.2: printable ASCII but the colon. */
  private static final Pattern FIELD_NAME = Pattern.compile("[!-9;-~]+");

  private static final Pattern RESULT =
      Pattern.compile("4[0-9]{2}|4\\.([0-9]{1,3}\\.([0-9]{1,3}|\\*)|\\*)");

  /** What is known when a recipient is named, before there is a message. */
  private static final List<String> AT_RCPT = List.of("to", "from", "user", "client");

  private final PatternReader patterns;
  private final DomainClassifier classes;
  private final Optional<Boolean> usersAreAddresses;
  private final List<String> keywords;
  private final Optional<ConditionPlaces> places;

  private ConditionReader(
      PatternReader patterns,
      DomainClassifier classes,
      Optional<Boolean> usersAreAddresses,
      List<String> keywords,
      Optional<ConditionPlaces> places) {
    this.patterns = patterns;
    this.classes = classes;
    this.usersAreAddresses = usersAreAddresses;
    this.keywords = keywords;
    this.places = places;
  }

  ConditionReader(PatternReader patterns, DomainClassifier classes) {
    this(patterns, classes, Optional.empty(), KEYWORDS, Optional.empty());
  }

  /**
   * A reader for a server whose users are known.
   *
   * @param usersAreAddresses whether they are called by whole addresses; empty if not known
   * @param places takes where all conditions stand
   */
  ConditionReader(
      PatternReader patterns,
      DomainClassifier classes,
      Optional<Boolean> usersAreAddresses,
      ConditionPlaces places) {
    this(patterns, classes, usersAreAddresses, KEYWORDS, Optional.of(places));
  }

  /** Whether a header field may have such a name. */
  static boolean isFieldName(String text) {
    return FIELD_NAME.matcher(text).matches();
  }

  /** One that reads only what can be asked when a recipient is named. */
  ConditionReader atRcpt() {
    return new ConditionReader(patterns, classes, usersAreAddresses, AT_RCPT, places);
  }

  /**
   * Reads conditions, all of which must hold; {@code and} may stand between them. Behind one that
   * cannot be read it goes on with the next.
   *
   * @param ends whether something else follows
   * @param faults takes what is wrong; what is read is then of no use
   */
  List<Condition> all(Cursor cursor, TableLine line, Predicate<Cursor> ends, Faults faults) {
    List<Condition> read = new ArrayList<>();
    List<Token> begins = new ArrayList<>();
    boolean isFirst = true;
    while (cursor.hasNext() && !ends.test(cursor)) {
      if (!isFirst && cursor.skip("and") && cursor.hasNext() && ends.test(cursor)) {
        faults.add(
            new InvalidValueException("no condition follows and", "remove the and")
                .at(cursor.last()));
        return read;
      }
      isFirst = false;
      Token begin = cursor.hasNext() ? cursor.peek() : cursor.last();
      boolean negated = cursor.skip("not");
      if (negated && cursor.hasNext() && cursor.peek().is("not")) {
        faults.add(new InvalidValueException("not stands twice", "remove both").at(cursor.peek()));
        while (cursor.skip("not")) {}
      }
      try {
        Condition condition = read(cursor, line, faults);
        read.add(negated ? new Condition.Not(condition) : condition);
        begins.add(begin);
      } catch (InvalidValueException e) {
        faults.add(e.at(cursor.last()));
        leaveBehind(cursor, ends);
      }
    }
    places.ifPresent(all -> all.add(line, begins));
    return read;
  }

  /** Steps to where a condition may begin again. */
  private void leaveBehind(Cursor cursor, Predicate<Cursor> ends) {
    while (cursor.skip("not")) {}
    while (cursor.hasNext() && !ends.test(cursor) && !begins(cursor.peek())) {
      cursor.step();
    }
  }

  private boolean begins(Token word) {
    return !word.quoted() && (word.is("not") || word.is("and") || keywords.contains(word.text()));
  }

  private Condition read(Cursor cursor, TableLine line, Faults faults)
      throws InvalidValueException {
    Token keyword = cursor.next("a condition (" + String.join(", ", keywords) + ")");
    if (keyword.quoted() || !keywords.contains(keyword.text())) {
      throw unknown(keyword, line);
    }
    if (cursor.hasNext() && cursor.peek().is("not")) {
      throw new InvalidValueException(
          "not stands behind " + keyword.text(), "write not before " + keyword.text());
    }
    List<Condition> any = new ArrayList<>();
    for (Token value : cursor.list("a value for " + keyword.text())) {
      try {
        Condition condition = value(keyword.text(), value, line);
        if (condition instanceof Condition.User) {
          warnOfUser(value, faults);
        }
        any.add(condition);
      } catch (InvalidValueException e) {
        faults.add(e.at(value));
      }
    }
    if (any.isEmpty()) {
      return new Condition.Always(keyword.text());
    }
    return any.size() == 1 ? any.get(0) : new Condition.AnyOf(any);
  }

  private InvalidValueException unknown(Token keyword, TableLine line) {
    boolean atRcpt = keywords.equals(AT_RCPT);
    return new InvalidValueException(
            "\""
                + keyword.text()
                + (atRcpt
                    ? "\" is nothing that can be asked when a recipient is named"
                    : "\" is neither a condition nor an action"),
            Optional.ofNullable(OTHERS_WORDS.get(keyword.text().toLowerCase(Locale.ROOT)))
                .filter(word -> !atRcpt || AT_RCPT.contains(word))
                .or(() -> Suggestions.nearest(keyword.text(), atRcpt ? AT_RCPT : WORDS))
                .map(word -> "did you mean " + word + "?")
                .or(() -> atRcpt ? Optional.empty() : domainAlone(keyword, line))
                .orElse("conditions begin with " + String.join(", ", keywords)))
        .at(keyword);
  }

  /** A line of a transport map begins with the domain. */
  private static Optional<String> domainAlone(Token word, TableLine line) {
    String text = word.text();
    if (word.quoted() || !(text.equals("*") || DOMAIN.matcher(text).matches())) {
      return Optional.empty();
    }
    return Optional.of(
        line.tokens().get(0).equals(word)
            ? "did you mean to " + text + "?"
            : "values are divided by commas; behind not and and a condition begins anew");
  }

  private Condition value(String keyword, Token value, TableLine line)
      throws InvalidValueException {
    return switch (keyword) {
      case "to" -> to(value, line);
      case "from" -> from(value, line);
      case "user" -> user(value);
      case "client" -> client(value);
      case "size" -> size(value);
      case "header" -> header(value);
      case "priority" -> new Condition.Priority(Range.parse(value.text(), 9));
      case "attempt" -> new Condition.Attempt(attempts(value.text()));
      default -> last(value);
    };
  }

  private static Condition user(Token value) throws InvalidValueException {
    String text = value.text();
    if (!text.equals("*") && (text.contains("*") || text.startsWith("@") || text.endsWith("@"))) {
      throw new InvalidValueException(
          "\"" + text + "\" is no user",
          "write the whole name that the user logs in with, or user *; and from "
              + text.substring(text.lastIndexOf('@') < 0 ? 0 : text.lastIndexOf('@'))
              + " beside it for senders of a domain");
    }
    return new Condition.User(text);
  }

  /** Nobody can be called so. */
  private void warnOfUser(Token value, Faults faults) {
    String name = value.text();
    boolean hasDomain = name.contains("@");
    if (name.equals("*") || usersAreAddresses.filter(are -> are != hasDomain).isEmpty()) {
      return;
    }
    if (hasDomain) {
      faults.warn(
          value,
          "James' users have no domain, since enableVirtualHosting is false in usersrepository.xml:"
              + " nobody is \""
              + name
              + "\"",
          "write user " + name.substring(0, name.lastIndexOf('@')));
    } else {
      faults.warn(
          value,
          "James' users are whole addresses, since enableVirtualHosting is true in"
              + " usersrepository.xml: nobody is \""
              + name
              + "\"",
          "write user " + name + "@ and the domain");
    }
  }

  private static Range attempts(String text) throws InvalidValueException {
    Range range = Range.parse(text, 10_000);
    if (range.most() < 1 || text.startsWith("0")) {
      throw new InvalidValueException(
          "\"" + text + "\" is no attempt: they count from 1", "write attempt 1 or attempt 2-");
    }
    return range;
  }

  private Condition to(Token value, TableLine line) throws InvalidValueException {
    if (value.is("*")) {
      return new Condition.Always("to");
    }
    return isMailbox(value.text())
        ? new Condition.ToMailbox(mailbox(value, "to "))
        : new Condition.ToDomain(pattern(withoutAt(value.text()), value, line));
  }

  private Condition from(Token value, TableLine line) throws InvalidValueException {
    String text = value.text();
    if (text.equals("<>")) {
      return new Condition.FromNobody();
    }
    if (value.is("*")) {
      return new Condition.Always("from");
    }
    if (text.startsWith("class:")) {
      return new Condition.FromDomain(pattern(text, value, line));
    }
    if (text.startsWith("@")) {
      return new Condition.FromDomain(pattern(text.substring(1), value, line));
    }
    if (isMailbox(text)) {
      return new Condition.FromMailbox(mailbox(value, "from @"));
    }
    throw new InvalidValueException(
        "\"" + text + "\" is no sender",
        "write @" + text + " for all senders of that domain, an address for one, <> for none");
  }

  private static Condition client(Token value) throws InvalidValueException {
    try {
      return new Condition.Client(Network.parse(value.text()));
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          String.valueOf(e.getMessage()), "write client 192.0.2.0/24 or client 2001:db8::/32");
    }
  }

  private static Condition size(Token value) throws InvalidValueException {
    if (value.text().indexOf('-') < 0) {
      throw new InvalidValueException(
          "\"" + value.text() + "\" is one size alone",
          "write size "
              + value.text()
              + "- for that and more, size -"
              + value.text()
              + " for that and less");
    }
    return new Condition.Size(Range.parse(value.text(), 1L << 50));
  }

  private static Condition header(Token value) throws InvalidValueException {
    if (!isFieldName(value.text())) {
      throw new InvalidValueException(
          "\"" + value.text() + "\" is no name of a header field",
          "write the name without its colon: header List-Id");
    }
    if (value.text().indexOf('=') > 0) {
      throw new InvalidValueException(
          "what a header field says cannot be asked for, but whether there is one",
          "write header " + value.text().substring(0, value.text().indexOf('=')));
    }
    return new Condition.Header(value.text());
  }

  private static Condition last(Token value) throws InvalidValueException {
    if (!RESULT.matcher(value.text()).matches()) {
      throw new InvalidValueException(
          "\"" + value.text() + "\" is no result that an attempt can end with and another follow",
          "write last 4.4.1, last 4.7.* or last 421");
    }
    return new Condition.Last(value.text());
  }

  /** {@code to @example.org} means {@code to example.org}. */
  private static String withoutAt(String text) {
    return text.startsWith("@") ? text.substring(1) : text;
  }

  /** Something before an {@code @}; a regular expression may hold one, too. */
  private static boolean isMailbox(String text) {
    return text.lastIndexOf('@') > 0 && !text.startsWith("/");
  }

  private static Mailbox mailbox(Token value, String domain) throws InvalidValueException {
    String text = value.text();
    int at = text.lastIndexOf('@');
    if (text.substring(0, at).contains("*")) {
      throw new InvalidValueException(
          "a star before the @ stands for nothing", "write " + domain + text.substring(at + 1));
    }
    return ValueTypes.MAILBOX.parse(text);
  }

  private DomainPattern pattern(String text, Token word, TableLine line)
      throws InvalidValueException {
    DomainPattern pattern = patterns.read(text, line.where(word));
    for (DomainClass named : pattern.classes().toList()) {
      if (!classes.knows(named)) {
        throw new InvalidValueException(
            "there is no class \"" + named + "\"", ClassExpressions.remedy(named, classes));
      }
    }
    return pattern;
  }
}
