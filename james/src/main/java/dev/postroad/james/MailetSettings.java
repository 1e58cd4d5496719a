// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.mail.MessagingException;
import org.apache.mailet.MailetConfig;

/** The parameters of a mailet as an operator wrote them. */
public final class MailetSettings {
  private MailetSettings() {}

  /**
   * All parameters by name. James has already joined parameters given twice, with a comma.
   *
   * @param config of a mailet
   */
  public static Map<String, String> raw(MailetConfig config) {
    Map<String, String> raw = new LinkedHashMap<>();
    Iterator<String> names = config.getInitParameterNames();
    while (names.hasNext()) {
      String name = names.next();
      String value = config.getInitParameter(name);
      raw.put(name, value == null ? "" : value);
    }
    return raw;
  }

  /** What an operator reads when James does not start for it. */
  public static MessagingException failure(String where, ConfigurationProblems problems) {
    return new MessagingException(where + " cannot be used, " + problems.getMessage(), problems);
  }
}
