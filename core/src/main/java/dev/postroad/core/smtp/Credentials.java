// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.util.Objects;

/**
 * A user name and its password or token. Prints as the user name alone.
 *
 * <p>Equal credentials have equal secrets, so a changed password is a different identity to a pool
 * of sessions.
 */
public final class Credentials {
  private final String user;
  private final String secret;

  /**
   * @param user the authentication identity, not empty
   * @param secret password, or bearer token for XOAUTH2
   */
  public Credentials(String user, String secret) {
    if (user.isEmpty()) {
      throw new IllegalArgumentException("credentials need a user name");
    }
    this.user = user;
    this.secret = secret;
  }

  public String user() {
    return user;
  }

  /** The secret itself: for a SASL mechanism, and nothing else. */
  String secret() {
    return secret;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Credentials that
        && that.user.equals(user)
        && that.secret.equals(secret);
  }

  @Override
  public int hashCode() {
    return Objects.hash(user, secret);
  }

  @Override
  public String toString() {
    return user;
  }
}
