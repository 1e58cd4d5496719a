// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Rate;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.dispatch.SiteOrders.Limits;
import dev.postroad.core.dispatch.SiteOrders.Order;
import dev.postroad.core.mx.SiteName;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;

/**
 * The file in which orders of operators outlive a restart: Java properties, and in the last line
 * how many orders there are, since a disk may have lost what was written.
 */
final class OrdersFile {
  private static final String COUNT = "orders";
  private static final String SUSPENSION = "suspension";
  private static final String LIMITS = "limits";

  private final Path path;

  OrdersFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /**
   * What was read.
   *
   * @param orders those that could be read
   * @param problems what could not be, by key; empty if all could
   */
  record Content(SiteOrders orders, List<String> problems) {}

  /** Reads the file; no orders if there is none. */
  Content read() {
    if (Files.notExists(path)) {
      return new Content(SiteOrders.NONE, List.of());
    }
    Properties lines = new Properties();
    String text;
    try {
      text = Files.readString(path);
      lines.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      return new Content(SiteOrders.NONE, List.of("the file cannot be read: " + e));
    }
    return parse(lines, text.endsWith("\n"));
  }

  private static Content parse(Properties lines, boolean isWhole) {
    List<String> problems = new ArrayList<>();
    String count = isWhole ? lines.getProperty(COUNT, "") : "";
    int orders;
    if (count.matches("\\d{1,6}")) {
      orders = Integer.parseInt(count);
    } else {
      problems.add("its end is missing, where it says how many orders there are");
      orders = lines.size();
    }
    SiteOrders read = SiteOrders.NONE;
    for (int i = 1; i <= orders; i++) {
      Entry entry = new Entry(lines, i);
      if (problems.isEmpty() || entry.exists()) {
        try {
          read = entry.addTo(read);
        } catch (InvalidValueException | IllegalArgumentException e) {
          problems.add(entry.prefix + ": " + e.getMessage());
        }
      }
    }
    return new Content(read, problems);
  }

  /** One order, as it stands in the file. */
  private static final class Entry {
    private final Properties lines;
    private final String prefix;

    Entry(Properties lines, int number) {
      this.lines = lines;
      this.prefix = "order." + number;
    }

    boolean exists() {
      return lines.getProperty(prefix + ".site") != null;
    }

    SiteOrders addTo(SiteOrders orders) throws InvalidValueException {
      SiteName site = SiteName.parse(need("site"));
      Order order =
          new Order(
              need("by"),
              need("reason"),
              instant("since", need("since")),
              given("until").map(until -> instant("until", until)));
      return switch (need("kind")) {
        case SUSPENSION -> orders.suspend(site, order);
        case LIMITS -> orders.limit(site, limits(order));
        default -> throw new IllegalArgumentException("kind is neither suspension nor limits");
      };
    }

    private static Instant instant(String key, String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(key + " is no time: " + text, e);
      }
    }

    private static int connections(String text) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("connections is no number: " + text, e);
      }
    }

    private Limits limits(Order order) throws InvalidValueException {
      Optional<String> connections = given("connections");
      return new Limits(
          order,
          connections.isPresent()
              ? OptionalInt.of(connections(connections.get()))
              : OptionalInt.empty(),
          rate("messageRate"),
          rate("connectionRate"));
    }

    private Optional<Rate> rate(String key) throws InvalidValueException {
      Optional<String> rate = given(key);
      return rate.isPresent() ? Optional.of(ValueTypes.RATE.parse(rate.get())) : Optional.empty();
    }

    private Optional<String> given(String key) {
      return Optional.ofNullable(lines.getProperty(prefix + "." + key));
    }

    private String need(String key) {
      return given(key)
          .orElseThrow(() -> new IllegalArgumentException("its " + key + " is missing"));
    }
  }

  /**
   * Writes all orders in the place of those before.
   *
   * @throws IOException if that cannot be; then the file is as it was
   */
  void write(SiteOrders orders) throws IOException {
    OwnFile.write(path, text(orders));
  }

  private static String text(SiteOrders orders) throws IOException {
    Properties lines = new Properties();
    int number = 0;
    for (SiteName site : orders.sites()) {
      Optional<Order> suspension = orders.suspension(site);
      if (suspension.isPresent()) {
        put(lines, ++number, site, SUSPENSION, suspension.get());
      }
      Optional<Limits> limits = orders.limitsOf(site);
      if (limits.isPresent()) {
        put(lines, ++number, site, LIMITS, limits.get().order());
        put(lines, number, limits.get());
      }
    }
    StringWriter text = new StringWriter();
    lines.store(
        text,
        "Postroad: what operators have ordered of sites. Written anew at each order;"
            + " James reads it at its start.");
    return text + COUNT + "=" + number + "\n";
  }

  private static void put(Properties lines, int number, SiteName site, String kind, Order order) {
    String prefix = "order." + number + ".";
    lines.setProperty(prefix + "site", site.text());
    lines.setProperty(prefix + "kind", kind);
    lines.setProperty(prefix + "by", order.by());
    lines.setProperty(prefix + "reason", order.reason());
    lines.setProperty(prefix + "since", order.since().toString());
    order.until().ifPresent(until -> lines.setProperty(prefix + "until", until.toString()));
  }

  private static void put(Properties lines, int number, Limits limits) {
    String prefix = "order." + number + ".";
    limits
        .connections()
        .ifPresent(most -> lines.setProperty(prefix + "connections", Integer.toString(most)));
    limits
        .messageRate()
        .ifPresent(rate -> lines.setProperty(prefix + "messageRate", rate.toString()));
    limits
        .connectionRate()
        .ifPresent(rate -> lines.setProperty(prefix + "connectionRate", rate.toString()));
  }

  /** Puts the file aside, so that what could not be read of it is not lost when it is written. */
  Path putAside(Instant now) throws IOException {
    Path aside = OwnFile.aside(path, now);
    Files.copy(path, aside, StandardCopyOption.REPLACE_EXISTING);
    return aside;
  }
}
