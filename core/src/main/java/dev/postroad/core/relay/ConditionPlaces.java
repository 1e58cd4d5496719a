// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the conditions of lines begin, for whoever says of them what shows when all is read. */
final class ConditionPlaces {
  private record Written(TableLine line, List<Token> begins) {}

  private final Map<String, Written> lines = new HashMap<>();

  /** Notes a line, and the first word of each of its conditions. */
  void add(TableLine line, List<Token> begins) {
    lines.put(line.place().where(), new Written(line, List.copyOf(begins)));
  }

  /** Where a line begins. */
  String of(SourceLine place) {
    Written written = lines.get(place.where());
    return written == null ? place.where() : written.line().where(written.line().tokens().get(0));
  }

  /**
   * Where a condition of a line begins.
   *
   * @param condition which, from 0
   */
  String of(SourceLine place, int condition) {
    Written written = lines.get(place.where());
    return written == null || condition >= written.begins().size()
        ? of(place)
        : written.line().where(written.begins().get(condition));
  }
}
