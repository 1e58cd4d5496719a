// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Instants as programs read them: ISO-8601 in UTC, to the millisecond. */
final class Times {
  private Times() {}

  static void write(JsonGenerator json, String name, Instant at) throws IOException {
    json.writeStringField(name, at.truncatedTo(ChronoUnit.MILLIS).toString());
  }

  /** The same, or null. */
  static void write(JsonGenerator json, String name, Optional<Instant> at) throws IOException {
    if (at.isPresent()) {
      write(json, name, at.get());
    } else {
      json.writeNullField(name);
    }
  }
}
