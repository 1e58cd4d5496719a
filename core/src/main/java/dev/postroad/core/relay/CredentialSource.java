// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.message.Mailbox;
import dev.postroad.core.smtp.Credentials;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where credentials are kept: never in the rules themselves. */
public interface CredentialSource {

  /** The reference as written, such as {@code file://conf/secrets/hub}; holds no secret. */
  String reference();

  /** What has to be there, for whoever is to put it there. */
  default String wanted() {
    return "the user name on its first line and the password on its second";
  }

  /**
   * Whether what is there can be read as credentials.
   *
   * @throws IOException if not; as {@link #read}
   */
  default void check() throws IOException {
    read(Optional.empty());
  }

  /**
   * What is there and likely was not meant, each without showing it: the relay alone can tell.
   *
   * @throws IOException as {@link #check}
   */
  default List<String> doubts() throws IOException {
    return List.of();
  }

  /**
   * Reads the credentials as they are now.
   *
   * @param sender of the mail they are for; empty for the null reverse-path
   * @throws IOException saying which reference cannot be read, or has nothing for that sender, and
   *     why, without showing what is there
   */
  Credentials read(Optional<Mailbox> sender) throws IOException;
}
