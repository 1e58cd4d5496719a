// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is to be asked for, as OpenAPI. */
final class Description {
  private static final String FILE = "/dev/postroad/webadmin/openapi.json";

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/postroad/openapi.json", List.of(), call -> read()));
  }

  static String read() throws IOException {
    try (@Nullable InputStream in = Description.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException(FILE + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
