// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.setup;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A mailet as an operator has written it.
 *
 * @param place where it stands, so that an operator finds it among others
 * @param processor the {@code state} of its processor
 * @param className as written in {@code class}
 * @param match as written in {@code match}; maybe empty
 * @param kind what it is
 * @param parameters as written, by the spelling used; some may be secret. Text that stands in no
 *     element has the empty spelling
 * @param repeated elements that are written more than once, which James joins with a comma; by
 *     name, each with its places: {@code on lines 3 and 9}
 */
public record WrittenMailet(
    String place,
    String processor,
    String className,
    String match,
    Kind kind,
    Map<String, String> parameters,
    Map<String, String> repeated) {

  /** The package of our mailets, with its last dot. */
  static final String MAILETS = "dev.postroad.mailets.";

  /** The package of our matchers, with its last dot. */
  static final String MATCHERS = "dev.postroad.matchers.";

  /** The names of our mailets, without their package. */
  public static final Set<String> OWN_MAILETS =
      Set.of("MxRemoteDelivery", "RelayPolicy", "ClassifyDomains");

  /** The names of our matchers, without their package. */
  public static final Set<String> OWN_MATCHERS =
      Set.of(
          "BackupMxFor",
          "RecipientAcceptsNoMail",
          "RecipientDomainClassIs",
          "RecipientDomainIn",
          "RecipientMxIn",
          "RecipientMxInNetwork",
          "RecipientProviderIs",
          "RelayPermitted",
          "RelayRouteIs",
          "SenderDomainClassIs",
          "SenderDomainIn");

  /** What is told apart among the mailets of a server. */
  public enum Kind {
    MX_REMOTE_DELIVERY,
    RELAY_POLICY,
    CLASSIFY_DOMAINS,
    /** The delivery that the host brings along. */
    REMOTE_DELIVERY,
    OTHER;

    /** The kind of a mailet of that class, as it is written in {@code class}. */
    public static Kind of(String className) {
      return switch (className) {
        case "dev.postroad.mailets.MxRemoteDelivery" -> MX_REMOTE_DELIVERY;
        case "dev.postroad.mailets.RelayPolicy" -> RELAY_POLICY;
        case "dev.postroad.mailets.ClassifyDomains" -> CLASSIFY_DOMAINS;
        case "RemoteDelivery", "org.apache.james.transport.mailets.RemoteDelivery" ->
            REMOTE_DELIVERY;
        default -> OTHER;
      };
    }
  }

  public WrittenMailet {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    repeated = Collections.unmodifiableMap(new LinkedHashMap<>(repeated));
  }

  /** One that has each element once. */
  public WrittenMailet(
      String place,
      String processor,
      String className,
      String match,
      Kind kind,
      Map<String, String> parameters) {
    this(place, processor, className, match, kind, parameters, Map.of());
  }

  /**
   * Names a mailet by where it stands: {@code mailetcontainer.xml processor relay, mailet 2,
   * MxRemoteDelivery}.
   *
   * @param file the name of the file
   * @param processor the {@code state} of its processor
   * @param number which mailet of that processor, from 1
   * @param className as written; its package is left out
   */
  public static String place(String file, String processor, int number, String className) {
    return "%s processor %s, mailet %d, %s"
        .formatted(file, processor, number, className.substring(className.lastIndexOf('.') + 1));
  }

  /** What is written in {@code match}. */
  WrittenMatcher matcher() {
    return new WrittenMatcher(place + "/match", match);
  }

  /** Without the values, some of which may be secret. */
  @Override
  public String toString() {
    return place + " " + parameters.keySet();
  }
}
