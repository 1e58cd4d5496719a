// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.tls.ClientCertificate;
import java.io.IOException;

/** Where a certificate and its key are kept. Equal ones are kept in the same place. */
public interface CertificateSource {

  /** The reference as written, such as {@code file://conf/certs/us.pem}. */
  String reference();

  /**
   * Reads the certificate as it is now.
   *
   * @throws IOException saying which reference cannot be read and why, without showing what is
   *     there
   */
  ClientCertificate read() throws IOException;
}
