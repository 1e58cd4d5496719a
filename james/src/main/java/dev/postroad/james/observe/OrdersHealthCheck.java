// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import com.google.inject.ProvidedBy;
import dev.postroad.james.Entrance;
import dev.postroad.james.operations.Operations;
import java.util.List;
import javax.inject.Inject;

/** Whether the orders of operators have outlived the restart. */
@ProvidedBy(OrdersHealthCheck.Door.class)
public final class OrdersHealthCheck extends Check {
  private final Operations operations;

  @Inject
  public OrdersHealthCheck(Operations operations) {
    super("Postroad orders");
    this.operations = operations;
  }

  @Override
  Finding look() {
    return of(operations.sites().problems());
  }

  static Finding of(List<String> problems) {
    return problems.isEmpty()
        ? Finding.HEALTHY
        : Finding.degraded(
            "orders of operators were lost at the start of James: %s. Sites that were suspended or"
                    .formatted(String.join("; ", problems))
                + " limited may be sent mail: see postroad sites list --state suspended, and order"
                + " again what is missing. This is told until an order is given; the file is kept"
                + " beside the new one then");
  }

  static final class Door extends Entrance<OrdersHealthCheck> {
    Door() {
      super(OrdersHealthCheck.class);
    }
  }
}
