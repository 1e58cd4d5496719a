// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.TableParser;
import dev.postroad.core.config.Token;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.outcome.DeliveryStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a policy has decided for a recipient, in a text form for an attribute of the mail: {@code
 * direct tls=require}, {@code via hub, backup}. Relays are named, so that they are looked up anew
 * at each attempt and no credentials ever lie in a queue.
 *
 * <p>Of a policy whose rules ask for attempts or results there is more than one line: all that the
 * rules ask of the mail was answered when it was stamped, and what is left is a table of routes
 * with no other conditions, of which the first line that holds decides:
 *
 * <pre>{@code
 * attempt 3- last 4.4.* via hub
 * direct
 * }</pre>
 */
public final class RouteStamp {
  /** For conditions that name neither files nor classes. */
  private static final ConditionReader CONDITIONS =
      new ConditionReader(
          new PatternReader(
              reference -> {
                throw new IOException("no file is named in a stamp");
              },
              new Problems()),
          DomainClassifier.ofLocal(domain -> false));

  /** How much is kept read, in octets or so. */
  private static final int KEPT = 1 << 22;

  /** What one takes beside its text. */
  private static final int EACH = 1_000;

  /** A policy writes few stamps, and each mail asks several times for its own. */
  private static final Cache<String, Optional<RouteStamp>> READ =
      Caffeine.newBuilder()
          .maximumWeight(KEPT)
          .weigher((String text, Optional<RouteStamp> stamp) -> EACH + text.length())
          .executor(Runnable::run)
          .build();

  /** One line. */
  static final class Branch {
    private final List<Condition> when;
    private final String action;

    /** Read when it is asked for first; of what is only written nobody asks. */
    private @Nullable TableLine words;

    private Branch(List<Condition> when, String action) {
      this.when = List.copyOf(when);
      this.action = action;
    }

    /**
     * The line of a route.
     *
     * @param when conditions that depend on progress; empty in the last line alone
     */
    static Branch of(List<Condition> when, Route route) {
      return new Branch(when, action(route));
    }

    static Optional<Branch> parse(String text) {
      Optional<TableLine> read = line(text);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      TableLine line = read.get();
      Cursor cursor = new Cursor(line);
      Faults faults = Faults.of(line, new Problems());
      List<Condition> when = CONDITIONS.all(cursor, line, ActionReader::isNext, faults);
      if (faults.any()
          || !cursor.hasNext()
          || !when.stream().allMatch(Condition::dependsOnProgress)) {
        return Optional.empty();
      }
      return Optional.of(new Branch(when, text.substring(cursor.peek().column() - 1)));
    }

    private static Optional<TableLine> line(String text) {
      List<TableLine> lines = TableParser.parse(text, "the stamp", new Problems());
      return lines.size() == 1 ? Optional.of(lines.get(0)) : Optional.empty();
    }

    boolean holds(Progress progress) {
      for (Condition condition : when) {
        if (!condition.holds(progress)) {
          return false;
        }
      }
      return true;
    }

    /** All of it but what its relays are: that changes. */
    private TableLine words() {
      TableLine read = words;
      if (read == null) {
        read = line(action).orElseThrow(() -> new IllegalStateException(action));
        words = read;
      }
      return read;
    }

    /** By its words: what a refusal tells senders, in quotes, is none of them. */
    boolean isDirectAnywhere() {
      List<Token> tokens = words().tokens();
      for (int i = 0; i < tokens.size(); i++) {
        if (tokens.get(i).is("direct") && (i == 0 || tokens.get(i - 1).is("then"))) {
          return true;
        }
      }
      return false;
    }

    Optional<Route> route(String rule, RelayDirectory relays) {
      TableLine line = words();
      return new ActionReader(relays, List.of())
          .read(new Cursor(line), rule, Faults.of(line, new Problems()));
    }

    @Override
    public String toString() {
      return when.stream().map(condition -> condition + " ").collect(Collectors.joining()) + action;
    }
  }

  private final List<Branch> branches;

  RouteStamp(List<Branch> branches) {
    this.branches = List.copyOf(branches);
  }

  /** The stamp of a route that holds for all attempts. */
  static RouteStamp of(Route route) {
    return new RouteStamp(List.of(Branch.of(List.of(), route)));
  }

  /** A route in words that {@link ActionReader} reads back. */
  static String action(Route route) {
    if (!(route instanceof Route.Refuse refuse)) {
      return route.toString();
    }
    DeliveryStatus status = refuse.status();
    String text = status.text().replace("\\", "\\\\").replace("\"", "\\\"");
    return "refuse " + status.code() + " " + status.enhanced() + " \"" + text + "\"";
  }

  /** How many ways it knows; the first that holds at a stage of delivery is taken. */
  public int size() {
    return branches.size();
  }

  /** Which way is taken at a stage of delivery, from 0; the last one if none before it holds. */
  public int wayAt(Progress progress) {
    for (int i = 0; i < branches.size() - 1; i++) {
      if (branches.get(i).holds(progress)) {
        return i;
      }
    }
    return branches.size() - 1;
  }

  /** The action that is taken at the first attempt, as the operator would write it. */
  public String first() {
    return branches.get(wayAt(Progress.NONE)).action;
  }

  /** Whether some way leads to the recipient's own post office. */
  public boolean isDirectAnywhere() {
    return branches.stream().anyMatch(Branch::isDirectAnywhere);
  }

  /**
   * One of its routes as it is now.
   *
   * @param way from 0 to below {@link #size}
   * @param rule the rule that decided, for the operator
   * @param relays what relays there are now
   * @return empty if a relay is gone, or it is no route: the mail is then to be deferred (4.3.5),
   *     since only the operator can say which way it goes now
   */
  public Optional<Route> route(int way, String rule, RelayDirectory relays) {
    return way < 0 || way >= branches.size()
        ? Optional.empty()
        : branches.get(way).route(rule, relays);
  }

  /** Reads the text form; empty if it is none. Whether the relays it names exist is not asked. */
  public static Optional<RouteStamp> parse(String text) {
    return READ.get(text, RouteStamp::read);
  }

  private static Optional<RouteStamp> read(String text) {
    List<Branch> branches = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      Optional<Branch> branch = Branch.parse(line);
      if (branch.isEmpty()) {
        return Optional.empty();
      }
      branches.add(branch.get());
    }
    return branches.get(branches.size() - 1).when.isEmpty()
        ? Optional.of(new RouteStamp(branches))
        : Optional.empty();
  }

  /** The text form, which {@link #parse} reads. */
  @Override
  public String toString() {
    return branches.size() == 1
        ? branches.get(0).action
        : branches.stream().map(Branch::toString).collect(Collectors.joining("\n"));
  }
}
