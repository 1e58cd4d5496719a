// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.Map;

/** How other mail servers call what is asked for here, in lower case, and how it is called here. */
final class OthersWords {
  /**
   * Levels of TLS: Postfix' security levels, {@code enable_tls} of KumoMTA, and what is said of a
   * switch. One that goes by DANE is used where offered, since nobody here asks for TLSA records.
   */
  static final Map<String, String> TLS_LEVELS =
      Map.ofEntries(
          Map.entry("may", "opportunistic"),
          Map.entry("dane", "opportunistic"),
          Map.entry("optional", "opportunistic"),
          Map.entry("opportunisticinsecure", "opportunistic"),
          Map.entry("encrypt", "require"),
          Map.entry("mandatory", "require"),
          Map.entry("required", "require"),
          Map.entry("requiredinsecure", "require"),
          Map.entry("starttls", "require"),
          Map.entry("true", "require"),
          Map.entry("yes", "require"),
          Map.entry("on", "require"),
          Map.entry("dane-only", "verify"),
          Map.entry("secure", "verify"),
          Map.entry("verified", "verify"),
          Map.entry("off", "none"),
          Map.entry("no", "none"),
          Map.entry("false", "none"),
          Map.entry("disabled", "none"),
          Map.entry("plaintext", "none"));

  private OthersWords() {}
}
