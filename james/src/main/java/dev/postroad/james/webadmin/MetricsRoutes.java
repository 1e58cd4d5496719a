// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import dev.postroad.james.observe.Metrics;
import java.io.IOException;
import java.util.List;

/** Metrics for Prometheus. */
final class MetricsRoutes {
  private final Metrics metrics;

  MetricsRoutes(Metrics metrics) {
    this.metrics = metrics;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/postroad/metrics", List.of(), this::text));
  }

  private String text(Call call) throws IOException {
    call.setType(Metrics.CONTENT_TYPE);
    StringBuilder text = new StringBuilder();
    metrics.writeTo(text);
    return text.toString();
  }
}
