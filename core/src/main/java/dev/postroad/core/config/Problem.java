// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import dev.postroad.core.domain.Printable;
import java.util.Locale;

/**
 * Something in a configuration that an operator should change. None of its texts holds a secret.
 *
 * @param severity whether it keeps the server from starting
 * @param where file and line, or file, mailet and key
 * @param what is wrong, quoting the operator's own words
 * @param why it is wrong; empty if that goes without saying
 * @param remedy what to write instead; empty if there is nothing to say
 */
public record Problem(Severity severity, String where, String what, String why, String remedy) {

  /** How bad it is. */
  public enum Severity {
    /** The configuration cannot be used. */
    ERROR,
    /** It can be used, but likely means something else than was meant. */
    WARNING
  }

  public Problem {
    where = printable(where);
    what = printable(what);
    why = printable(why);
    remedy = printable(remedy);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** {@code WHERE: WHAT: WHY; REMEDY}, on one line. */
  @Override
  public String toString() {
    return where
        + ": "
        + (isError() ? "" : severity.name().toLowerCase(Locale.ROOT) + ": ")
        + what
        + (why.isEmpty() ? "" : ": " + why)
        + (remedy.isEmpty() ? "" : "; " + remedy);
  }

  /** Text from outside, fit to be shown: without passwords and control characters, not endless. */
  static String printable(String text) {
    return Printable.cut(Printable.spaced(Secrets.hidden(text)), 500);
  }
}
