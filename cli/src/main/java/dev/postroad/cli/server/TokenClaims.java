// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a token says of itself. Whether that is true only the server knows, so this explains a
 * refusal and decides nothing.
 */
final class TokenClaims {
  private static final String SCHEME = "Bearer ";
  private static final int PARTS = 3;

  private TokenClaims() {}

  /**
   * What is wrong with a token, as far as it shows.
   *
   * @param header the value of its header
   * @return what follows "the token …"; empty if it shows nothing wrong
   */
  static Optional<String> trouble(String header, Instant now) {
    String[] parts = header.substring(Math.min(SCHEME.length(), header.length())).split("\\.", -1);
    if (parts.length != PARTS) {
      return Optional.of("is no JSON web token, which has three parts between dots");
    }
    Json claims;
    try {
      byte[] text = Base64.getUrlDecoder().decode(parts[1]);
      claims = Json.parse(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | IOException e) {
      return Optional.of("is no JSON web token, whose second part says who and until when");
    }
    Optional<Instant> end = end(claims.number("exp"));
    if (end.isPresent() && end.get().isBefore(now)) {
      return Optional.of("has expired, at " + end.get());
    }
    if (!claims.flag("admin")) {
      return Optional.of("does not say \"admin\": true");
    }
    return claims.text("sub").isEmpty()
        ? Optional.of("does not say whose it is, \"sub\"")
        : Optional.empty();
  }

  private static Optional<Instant> end(OptionalLong seconds) {
    if (seconds.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.ofEpochSecond(seconds.getAsLong()));
    } catch (DateTimeException beyond) {
      return Optional.empty();
    }
  }
}
