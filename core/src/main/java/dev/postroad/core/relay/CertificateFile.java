// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.tls.ClientCertificate;
import java.io.IOException;

/**
 * A certificate, its chain and its key in a PEM file; a changed file counts from the next session.
 */
record CertificateFile(ChangingFile<ClientCertificate> file) implements CertificateSource {

  static CertificateFile at(String reference, FileResolver files) {
    return new CertificateFile(new ChangingFile<>(reference, files, ClientCertificate::parse));
  }

  @Override
  public String reference() {
    return file.reference();
  }

  @Override
  public ClientCertificate read() throws IOException {
    return file.read();
  }

  @Override
  public String toString() {
    return reference();
  }
}
