// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.mx.SiteName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.filesystem.api.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orders of operators that are in force, kept over restarts in {@code
 * var/postroad/site-orders.properties}. An order counts when it is on the disk.
 */
@Singleton
public final class StandingOrders {
  private static final Logger LOGGER = LoggerFactory.getLogger(StandingOrders.class);
  private static final String FILE = "site-orders.properties";

  private final OrdersFile file;
  private final Clock clock;
  private final SiteOrders atStart;
  private volatile List<String> problems;
  private volatile SiteOrders orders;
  private boolean isToBePutAside;

  @Inject
  public StandingOrders(FileSystem files, Clock clock) {
    this(OwnFile.called(FILE, files), clock);
  }

  StandingOrders(Path path, Clock clock) {
    this.file = new OrdersFile(path);
    this.clock = clock;
    OrdersFile.Content content = file.read();
    this.atStart = content.orders();
    this.orders = atStart.inForce(clock.instant());
    this.problems = content.problems();
    this.isToBePutAside = !problems.isEmpty();
    tell();
  }

  private void tell() {
    for (String problem : problems) {
      LOGGER.error(
          "Orders of operators in {} cannot be read: {}. Sites that were suspended may be sent mail:"
              + " see what is suspended now, and order again what is missing. The file is kept"
              + " beside the new one when that is written",
          file.path(),
          problem);
    }
    orders
        .suspensions()
        .forEach(
            (site, order) ->
                LOGGER.info(
                    "{} is suspended{}, by {} at {}: {}",
                    site,
                    order.until().map(until -> " until " + until).orElse(""),
                    order.by(),
                    order.since(),
                    order.reason()));
  }

  /**
   * What could not be read at the start, in the operator's language; empty if all could, or once an
   * order has been given since.
   */
  public List<String> problems() {
    return problems.stream().map(problem -> file.path() + ": " + problem).toList();
  }

  /**
   * What was read at the start: what is in force, and what came to its end while James was down,
   * unless another order was given since.
   */
  public SiteOrders atStart() {
    return atStart;
  }

  /** What is ordered now. Does not block. */
  public SiteOrders now() {
    return orders.inForce(clock.instant());
  }

  /** Whether nothing is to be sent to a site now. Does not block. */
  public boolean isSuspended(SiteName site) {
    Instant now = clock.instant();
    return orders.suspension(site).filter(order -> !order.isOver(now)).isPresent();
  }

  /**
   * Orders something else.
   *
   * @throws IOException if it cannot be written, saying where; then it is not ordered
   */
  public synchronized SiteOrders change(UnaryOperator<SiteOrders> change) throws IOException {
    SiteOrders changed = change.apply(now());
    try {
      if (isToBePutAside && Files.exists(file.path())) {
        Path aside = file.putAside(clock.instant());
        LOGGER.warn("What could not be read of {} is in {}", file.path(), aside);
      }
      isToBePutAside = false;
      file.write(changed);
    } catch (IOException e) {
      throw new IOException(
          "the order cannot be written to "
              + file.path()
              + ", and would not outlive a restart: "
              + e,
          e);
    }
    orders = changed;
    problems = List.of();
    return changed;
  }
}
