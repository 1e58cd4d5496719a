// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.List;

/** Every key of the ClassifyDomains mailet, declared once. */
public final class ClassifyDomainsKeys {

  public static final Key<List<String>> CLASSES =
      Key.of(
              "classes",
              ValueTypes.listOf("names of classes, comma-separated", text -> text),
              "partner, freemail, unknown",
              "Which classes are looked at, of `conf/domain-classes.conf` and the built-in ones. The"
                  + " DNS is asked if one of these goes by it.")
          .unsetMeans(
              "`local` and all of `conf/domain-classes.conf`, and `unknown` where the DNS does not"
                  + " answer what these ask");

  public static final Key<Boolean> SENDER =
      Key.of(
              "sender",
              ValueTypes.BOOLEAN,
              "true",
              "Whether the sender's domain is classified, too: in the attribute"
                  + " `postroad.sender-classes`.")
          .defaultsTo("false");

  public static final Key<String> HEADER =
      Key.of(
              "header",
              new ValueType<>("name of a header field", ClassifyDomainsKeys::fieldName),
              "X-Domain-Classes",
              "Name of a header field that gets the classes of all recipients. Whatever field of that"
                  + " name came with the mail is gone.")
          .unsetMeans("the header stays as it is");

  public static final Key<Boolean> LOG =
      Key.of(
              "log",
              ValueTypes.BOOLEAN,
              "true",
              "Whether James' log gets a line for each recipient, with its classes.")
          .defaultsTo("false");

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(List.of(CLASSES, SENDER, HEADER, LOG), List.of(), List.of());

  private ClassifyDomainsKeys() {}

  /** RFC 5322 §2.2: printable ASCII but the colon. */
  private static String fieldName(String text) throws InvalidValueException {
    if (!text.matches("[!-9;-~]+")) {
      throw new InvalidValueException(
          "this is no name of a header field", "write X-Domain-Classes, without a colon");
    }
    return text;
  }
}
