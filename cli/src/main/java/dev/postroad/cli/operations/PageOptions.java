// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.server.Query;
import picocli.CommandLine.Option;

/** Which part of a long list is shown. */
final class PageOptions {
  @Option(
      names = "--limit",
      paramLabel = "N",
      order = 50,
      defaultValue = "50",
      description = "How many at most, up to 1000. Default: 50.")
  int limit;

  @Option(
      names = "--offset",
      paramLabel = "N",
      order = 51,
      defaultValue = "0",
      description = "How many to leave out at the beginning. Default: 0.")
  int offset;

  Query query() {
    return new Query().with("limit", limit).with("offset", offset);
  }
}
