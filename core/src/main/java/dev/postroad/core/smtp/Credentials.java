// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.util.List;
import java.util.Locale;
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
  private final List<String> mechanisms;

  /**
   * A user and a password, for whatever mechanism the client thinks best.
   *
   * @param user the authentication identity, not empty
   * @throws IllegalArgumentException saying what is wrong, without showing the password
   */
  public Credentials(String user, String password) {
    this(user, password, Optional.empty());
  }

  /**
   * Credentials for one mechanism, or for whatever the client thinks best.
   *
   * @param user the authentication identity, not empty
   * @param secret a password; or a bearer token, for XOAUTH2 and OAUTHBEARER
   * @param mechanism the only SASL mechanism to use; empty to let the client choose among those
   *     that take a password
   * @throws IllegalArgumentException saying what is wrong, without showing the secret
   */
  public Credentials(String user, String secret, Optional<String> mechanism) {
    this(user, secret, mechanism.stream().toList());
  }

  /**
   * Credentials for some mechanisms.
   *
   * @param user the authentication identity, not empty
   * @param secret a password; or a bearer token, for XOAUTH2 and OAUTHBEARER
   * @param mechanisms the SASL mechanisms to use and no others, best first; empty to let the client
   *     choose among those that take a password
   * @throws IllegalArgumentException saying what is wrong, without showing the secret
   */
  public Credentials(String user, String secret, List<String> mechanisms) {
    if (user.isEmpty()) {
      throw new IllegalArgumentException("credentials need a user name");
    }
    if (hasControl(user)) {
      throw new IllegalArgumentException("a user name cannot hold control characters");
    }
    if (hasControl(secret)) {
      throw new IllegalArgumentException(
          "the secret of " + user + " holds a control character or line end");
    }
    this.user = user;
    this.secret = secret;
    this.mechanisms = mechanisms.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList();
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  public String user() {
    return user;
  }

  /** The SASL mechanisms to use them with, in upper case; empty to let the client choose. */
  public List<String> mechanisms() {
    return mechanisms;
  }

  /** The secret itself: for a SASL mechanism, and nothing else. */
  String secret() {
    return secret;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Credentials that
        && that.user.equals(user)
        && that.secret.equals(secret)
        && that.mechanisms.equals(mechanisms);
  }

  @Override
  public int hashCode() {
    return Objects.hash(user, secret, mechanisms);
  }

  @Override
  public String toString() {
    return user;
  }
}
