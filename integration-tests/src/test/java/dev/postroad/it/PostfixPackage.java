// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import dev.postroad.testing.DebianPackage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Sees to it that Postfix is on this machine, where that can be done. */
final class PostfixPackage {
  /** Installed without a configuration, so that the system's own Postfix never starts. */
  private static final DebianPackage POSTFIX =
      new DebianPackage(
          "postfix",
          List.of("postfix"),
          "postfix postfix/main_mailer_type select No configuration");

  private PostfixPackage() {}

  /** Returns why there is no Postfix to be had; empty if there is one. */
  static Optional<String> missing(Path work) throws IOException, InterruptedException {
    return "root".equals(System.getProperty("user.name"))
        ? POSTFIX.missing(work)
        : Optional.of("only root can start a Postfix");
  }
}
