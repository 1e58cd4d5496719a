// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.james.book.Entry;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mailrepository.api.MailKey;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;

/**
 * One mail in the repository. Its key says where the mail is from, when it is due in milliseconds
 * since 1970, and what no other stay has, so that the removal after one never hits the next.
 *
 * <p>A mail that becomes held is stored anew under a key that says so, with the same last part:
 * where an end of the process leaves both, the older one is known for what it is.
 */
final class Stay {
  /** When what is held is due. */
  static final Instant NEVER = Instant.ofEpochMilli(999_999_999_999_999L);

  static final Comparator<Stay> BY_DUE =
      Comparator.comparing(Stay::due).thenComparing(stay -> stay.key().asString());

  private static final Pattern KEY = Pattern.compile("[\\w.-]*~(\\d{1,15})~([0-9a-f]{16})");

  /**
   * James' file repository writes each octet of a key as two in the name of a file, which may have
   * 255, and cannot read back octets beyond ASCII.
   */
  private static final int LONGEST_ORIGIN = 60;

  private static final Pattern NOT_FOR_KEYS = Pattern.compile("[^A-Za-z0-9_.-]");

  private final MailKey key;
  private final Instant due;
  private final boolean over;

  /** What the book has of it; null while it only counts it. */
  private volatile @Nullable Entry entry;

  private Stay(MailKey key, Instant due, boolean over, @Nullable Entry entry) {
    this.key = key;
    this.due = due;
    this.over = over;
    this.entry = entry;
  }

  /** A mail that is kept. */
  static Stay of(MailKey key, Instant due, @Nullable Entry entry) {
    return new Stay(key, due, false, entry);
  }

  /** The same, looked at again at another time. */
  Stay later(Instant when) {
    return new Stay(key, when, over, entry);
  }

  /** The same when the mail is elsewhere, and only its removal is left to do. */
  Stay over(Instant when) {
    return new Stay(key, when, true, null);
  }

  MailKey key() {
    return key;
  }

  Instant due() {
    return due;
  }

  boolean isHeld() {
    return due.equals(NEVER);
  }

  /** Whether the mail is elsewhere already. */
  boolean isOver() {
    return over;
  }

  Optional<Entry> entry() {
    return Optional.ofNullable(entry);
  }

  /** Whether the book has it in its number only. */
  boolean isUnread() {
    Entry own = entry;
    return own == null || own.isCounted();
  }

  void entered(Entry of) {
    entry = of;
  }

  /** When the mail of a key is due; empty if somebody else has made the key. */
  static Optional<Instant> dueOf(MailKey key) {
    Matcher parts = KEY.matcher(key.asString());
    return parts.matches()
        ? Optional.of(Instant.ofEpochMilli(Long.parseLong(parts.group(1))))
        : Optional.empty();
  }

  /** The part of a key that a stay shares with none but that which it became; else the key. */
  static String number(MailKey key) {
    Matcher parts = KEY.matcher(key.asString());
    return parts.matches() ? parts.group(2) : key.asString();
  }

  /** What no stay has had yet. */
  static String newNumber() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
  }

  /**
   * The name of a mail in the repository.
   *
   * @param name its own
   */
  static String keptAs(String name, Instant due, String number) {
    String origin = name.length() > LONGEST_ORIGIN ? name.substring(0, LONGEST_ORIGIN) : name;
    return NOT_FOR_KEYS.matcher(origin).replaceAll("_")
        + "~"
        + Math.max(0, due.toEpochMilli())
        + "~"
        + number;
  }

  /** The name of a mail before it was kept. */
  static String nameOf(Mail kept) {
    return AttributeUtils.getValueAndCastFromMail(kept, SpoolDeferral.NAME, String.class)
        .orElse(kept.getName());
  }
}
