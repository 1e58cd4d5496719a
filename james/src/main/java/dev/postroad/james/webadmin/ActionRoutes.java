// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import static dev.postroad.core.json.JsonLine.objects;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postroad.core.json.JsonLine;
import dev.postroad.james.operations.ActionLog;
import java.io.IOException;
import java.util.List;

/** What operators did. */
final class ActionRoutes {
  private final ActionLog log;

  ActionRoutes(ActionLog log) {
    this.log = log;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/postroad/actions", List.of("limit", "offset"), this::list));
  }

  private Object list(Call call) {
    List<ActionLog.Action> actions = log.newest(call.query().offset(), call.query().limit());
    return JsonLine.of(
        json -> {
          json.writeNumberField("total", log.total());
          objects(json, "actions", actions, ActionRoutes::action);
        });
  }

  private static void action(JsonGenerator json, ActionLog.Action action) throws IOException {
    Times.write(json, "at", action.at());
    json.writeStringField("by", action.by());
    json.writeStringField("what", action.what());
    json.writeStringField("target", action.target());
    json.writeStringField("reason", action.reason());
    json.writeStringField("result", action.result());
  }
}
