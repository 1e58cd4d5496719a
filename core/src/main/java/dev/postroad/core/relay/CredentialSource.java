// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.smtp.Credentials;
import java.io.IOException;

/** Where credentials are kept: never in the rules themselves. */
public interface CredentialSource {

  /** The reference as written, such as {@code file://conf/secrets/hub}; holds no secret. */
  String reference();

  /**
   * Reads the credentials as they are now.
   *
   * @throws IOException saying which reference cannot be read and why, without showing what is
   *     there
   */
  Credentials read() throws IOException;
}
