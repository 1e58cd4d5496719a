// SPDX-License-Identifier: Apache-2.0
package org.apache.james.webadmin.utils;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import spark.HaltException;
import spark.Spark;

/** Stands in for how James' WebAdmin tells of errors, and tells the same. */
public class ErrorResponder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private int statusCode;
  private ErrorType type = ErrorType.SERVER_ERROR;
  private String message = "";
  private Exception cause;

  /** Kinds of errors. */
  public enum ErrorType {
    INVALID_ARGUMENT("InvalidArgument"),
    NOT_FOUND("notFound"),
    WRONG_STATE("WrongState"),
    SERVER_ERROR("ServerError");

    private final String type;

    ErrorType(String type) {
      this.type = type;
    }

    /** The word for it. */
    public String getType() {
      return type;
    }
  }

  /** Begins one. */
  public static ErrorResponder builder() {
    return new ErrorResponder();
  }

  /** Its HTTP status. */
  public ErrorResponder statusCode(int code) {
    statusCode = code;
    return this;
  }

  /** Its kind. */
  public ErrorResponder type(ErrorType kind) {
    type = kind;
    return this;
  }

  /** What is wrong. */
  public ErrorResponder message(String text) {
    message = text;
    return this;
  }

  /** What is behind it. */
  public ErrorResponder cause(Exception exception) {
    cause = Objects.requireNonNull(exception);
    return this;
  }

  /** Ends the request with it. */
  public HaltException haltError() {
    return Spark.halt(statusCode, asString());
  }

  /** It as JSON. */
  public String asString() {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("statusCode", statusCode);
    detail.put("type", type.getType());
    detail.put("message", message);
    detail.put("details", cause == null ? null : cause.getMessage());
    try {
      return JSON.writeValueAsString(detail);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
