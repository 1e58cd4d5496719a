// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.util.Objects;
import java.util.Optional;

/**
 * A user name and its password or token. Prints as the user name alone.
 *
 * <p>Equal credentials have equal secrets, so a changed password is a different identity to a pool
 * of sessions.
 */
public final class Credentials {
  private final String user;
  private final String secret;
  private final Optional<String> mechanism;

  /**
   * For whatever mechanism the client thinks best.
   *
   * @param user the authentication identity, not empty
   * @param secret password, or bearer token for XOAUTH2
   */
  public Credentials(String user, String secret) {
    this(user, secret, Optional.empty());
  }

  /**
   * @param user the authentication identity, not empty
   * @param secret password, or bearer token for XOAUTH2
   * @param mechanism the only SASL mechanism to use, in upper case; empty to let the client choose
   */
  public Credentials(String user, String secret, Optional<String> mechanism) {
    if (user.isEmpty()) {
      throw new IllegalArgumentException("credentials need a user name");
    }
    this.user = user;
    this.secret = secret;
    this.mechanism = mechanism;
  }

  public String user() {
    return user;
  }

  /** The secret itself: for a SASL mechanism, and nothing else. */
  String secret() {
    return secret;
  }

  /** The only SASL mechanism to use them with, in upper case; empty to let the client choose. */
  public Optional<String> mechanism() {
    return mechanism;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Credentials that
        && that.user.equals(user)
        && that.secret.equals(secret)
        && that.mechanism.equals(mechanism);
  }

  @Override
  public int hashCode() {
    return Objects.hash(user, secret, mechanism);
  }

  @Override
  public String toString() {
    return user;
  }
}
