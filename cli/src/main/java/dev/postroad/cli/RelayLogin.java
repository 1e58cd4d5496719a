// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.CredentialSource;
import dev.postroad.core.smtp.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * As whom a relay is used: the user of its URL, with the password from there or from a file.
 *
 * @param url the relay
 * @param passwordFile holds the password on its first line
 */
record RelayLogin(LoginUrl url, @Nullable Path passwordFile) {

  /**
   * The credentials, if there is a user.
   *
   * @throws CommandFailure if there is a user without password or the reverse, or the file cannot
   *     be read
   */
  Optional<CredentialSource> read(World world) throws CommandFailure {
    if (url.user().isEmpty()) {
      if (passwordFile != null) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "there is a --password-file but no user: write smtp://USER@HOST:PORT in --relay");
      }
      return Optional.empty();
    }
    String user = url.user().get();
    if (passwordFile != null) {
      return Optional.of(source(user, firstLine(passwordFile), "--password-file " + passwordFile));
    }
    if (url.password().isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE, "there is no password for user " + user + ": give --password-file FILE");
    }
    world.note(
        "warning: the password in --relay can be seen by other users of this machine; keep it in"
            + " a file and name that with --password-file");
    return Optional.of(source(user, url.password().get(), "the password in --relay"));
  }

  private static String firstLine(Path file) throws CommandFailure {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw Failures.cannotRead(file, e);
    }
  }

  private static CredentialSource source(String user, String password, String reference)
      throws CommandFailure {
    if (password.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, "the password for user " + user + " is empty");
    }
    Credentials credentials = new Credentials(user, password);
    return new CredentialSource() {
      @Override
      public String reference() {
        return reference;
      }

      @Override
      public Credentials read(Optional<Mailbox> sender) {
        return credentials;
      }
    };
  }
}
