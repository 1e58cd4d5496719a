// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.domain.DomainClass;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/** The classes that were found, in attributes of the mail. */
public final class ClassStamps {
  /** The classes of each recipient's domain, by address: names divided by commas. */
  public static final AttributeName CLASSES = AttributeName.of("postroad.classes");

  /** The classes of the sender's domain. */
  public static final AttributeName SENDER = AttributeName.of("postroad.sender-classes");

  /** And the name of a class: the recipients in it, for stock matchers such as HasMailAttribute. */
  public static final String ONE = "postroad.class.";

  private ClassStamps() {}

  /** Stamps each recipient with its classes; earlier stamps are gone. */
  public static void write(Mail mail, Map<MailAddress, Collection<DomainClass>> classes) {
    mail.attributeNames()
        .filter(name -> name.asString().startsWith(ONE))
        .toList()
        .forEach(mail::removeAttribute);
    Map<String, AttributeValue<?>> all = new LinkedHashMap<>();
    Map<String, String> members = new TreeMap<>();
    classes.forEach(
        (address, found) -> {
          all.put(address.asString(), AttributeValue.of(names(found)));
          found.forEach(
              name -> members.merge(name.name(), address.asString(), (a, b) -> a + "," + b));
        });
    mail.setAttribute(new Attribute(CLASSES, AttributeValue.of(all)));
    members.forEach(
        (name, addresses) ->
            mail.setAttribute(
                new Attribute(AttributeName.of(ONE + name), AttributeValue.of(addresses))));
  }

  /** Stamps the mail with its sender's classes. */
  public static void writeSender(Mail mail, Collection<DomainClass> classes) {
    mail.setAttribute(new Attribute(SENDER, AttributeValue.of(names(classes))));
  }

  /** Names divided by commas. */
  public static String names(Collection<DomainClass> classes) {
    return classes.stream().map(DomainClass::name).collect(Collectors.joining(","));
  }
}
