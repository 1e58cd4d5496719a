// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import dev.postroad.core.domain.Printable;
import org.apache.james.webadmin.utils.ErrorResponder;
import org.apache.james.webadmin.utils.ErrorResponder.ErrorType;
import spark.HaltException;

/** Answers that something cannot be had, in James' own form. */
final class Refusal {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int LENGTH_REQUIRED = 411;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final int LONGEST = 500;

  private Refusal() {}

  /**
   * What was asked for is not as it should be.
   *
   * @param field the parameter or field
   * @param why what is wrong with it, and what is allowed
   */
  static HaltException field(String field, String why) {
    return of(BAD_REQUEST, ErrorType.INVALID_ARGUMENT, field + ": " + why);
  }

  /** The same, saying what was given. */
  static HaltException field(String field, String why, String given) {
    return builder(BAD_REQUEST, ErrorType.INVALID_ARGUMENT, field + ": " + why)
        .cause(new IllegalArgumentException("given: " + shown(given)))
        .haltError();
  }

  static HaltException badRequest(String why) {
    return of(BAD_REQUEST, ErrorType.INVALID_ARGUMENT, why);
  }

  static HaltException forbidden(String why) {
    return of(FORBIDDEN, ErrorType.INVALID_ARGUMENT, why);
  }

  /** The body does not say how long it is. */
  static HaltException lengthRequired(String why) {
    return of(LENGTH_REQUIRED, ErrorType.INVALID_ARGUMENT, why);
  }

  /** The body is of a type that is not taken. */
  static HaltException unsupportedType(String why) {
    return of(UNSUPPORTED_MEDIA_TYPE, ErrorType.INVALID_ARGUMENT, why);
  }

  /** There is no such thing. */
  static HaltException notFound(String what) {
    return of(NOT_FOUND, ErrorType.NOT_FOUND, what);
  }

  /** It cannot be done as things are. */
  static HaltException wrongState(String why) {
    return of(CONFLICT, ErrorType.WRONG_STATE, why);
  }

  private static HaltException of(int status, ErrorType type, String message) {
    return builder(status, type, message).haltError();
  }

  private static ErrorResponder builder(int status, ErrorType type, String message) {
    return ErrorResponder.builder().statusCode(status).type(type).message(message);
  }

  /** Text from outside, as it may stand in an error. */
  static String shown(String text) {
    return Printable.cut(Printable.marked(text), LONGEST);
  }
}
