// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

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

  /**
   * One line.
   *
   * @param when conditions that depend on progress; empty in the last line alone
   * @param action as the operator would write it
   */
  record Branch(List<Condition> when, String action) {
    Branch {
      when = List.copyOf(when);
    }

    boolean holds(Progress progress) {
      for (Condition condition : when) {
        if (!condition.holds(progress)) {
          return false;
        }
      }
      return true;
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
    return new RouteStamp(List.of(new Branch(List.of(), action(route))));
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
    return branches.get(wayAt(Progress.NONE)).action();
  }

  /** Whether some way leads to the recipient's own post office. */
  public boolean isDirectAnywhere() {
    return branches.stream().anyMatch(branch -> isDirectAnywhere(branch.action()));
  }

  /** By its words: what a refusal tells senders, in quotes, is none of them. */
  private static boolean isDirectAnywhere(String action) {
    for (TableLine line : TableParser.parse(action, "the stamp", new Problems())) {
      List<Token> words = line.tokens();
      for (int i = 0; i < words.size(); i++) {
        if (words.get(i).is("direct") && (i == 0 || words.get(i - 1).is("then"))) {
          return true;
        }
      }
    }
    return false;
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
    if (way < 0 || way >= branches.size()) {
      return Optional.empty();
    }
    List<TableLine> lines = TableParser.parse(branches.get(way).action(), rule, new Problems());
    if (lines.size() != 1) {
      return Optional.empty();
    }
    TableLine line = lines.get(0);
    return new ActionReader(relays, List.of())
        .read(new Cursor(line), rule, Faults.of(line, new Problems()));
  }

  /** Reads the text form; empty if it is none. Whether the relays it names exist is not asked. */
  public static Optional<RouteStamp> parse(String text) {
    List<Branch> branches = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      Optional<Branch> branch = branch(line);
      if (branch.isEmpty()) {
        return Optional.empty();
      }
      branches.add(branch.get());
    }
    return branches.get(branches.size() - 1).when().isEmpty()
        ? Optional.of(new RouteStamp(branches))
        : Optional.empty();
  }

  private static Optional<Branch> branch(String text) {
    List<TableLine> lines = TableParser.parse(text, "the stamp", new Problems());
    if (lines.size() != 1) {
      return Optional.empty();
    }
    TableLine line = lines.get(0);
    Cursor cursor = new Cursor(line);
    Faults faults = Faults.of(line, new Problems());
    List<Condition> when = CONDITIONS.all(cursor, line, ActionReader::isNext, faults);
    return !faults.any() && cursor.hasNext() && when.stream().allMatch(Condition::dependsOnProgress)
        ? Optional.of(new Branch(when, text.substring(cursor.peek().column() - 1)))
        : Optional.empty();
  }

  /** The text form, which {@link #parse} reads. */
  @Override
  public String toString() {
    return branches.size() == 1
        ? branches.get(0).action()
        : branches.stream().map(Branch::toString).collect(Collectors.joining("\n"));
  }
}
