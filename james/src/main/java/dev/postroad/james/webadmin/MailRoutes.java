// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import static dev.postroad.core.json.JsonLine.objects;
import static dev.postroad.core.json.JsonLine.strings;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postroad.core.history.By;
import dev.postroad.core.json.JsonLine;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.operations.ActionResult;
import dev.postroad.james.operations.Known;
import dev.postroad.james.operations.MailFilter;
import dev.postroad.james.operations.MailOrder;
import dev.postroad.james.operations.MailPage;
import dev.postroad.james.operations.Mails;
import dev.postroad.james.operations.OpenMail;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.james.task.TaskId;
import org.apache.james.task.TaskManager;

/** The mails that have not ended, and what is done to them. */
final class MailRoutes {
  private static final String ROOT = "/postroad/mails";
  private static final String ONE = ROOT + "/:id";
  private static final String TASKS = "/tasks/";
  private static final String TEXT = "text";
  private static final String REASON = "reason";
  private static final String PROCESSOR = "processor";
  private static final List<String> BODY = List.of(TEXT, REASON);
  private static final String DRY_RUN = "dryRun";
  private static final int LONGEST_TEXT = 500;

  private final Mails mails;
  private final TaskManager tasks;
  private final MailsTasks made;

  MailRoutes(Mails mails, TaskManager tasks, MailsTasks made) {
    this.mails = mails;
    this.tasks = tasks;
    this.made = made;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ROOT, with(MailFilters.NAMES, "sort", "limit", "offset"), this::list),
        Endpoint.get(ONE, List.of(), this::show),
        new Endpoint(
            Endpoint.Method.POST, ONE, List.of("action", PROCESSOR, DRY_RUN), BODY, this::actOnOne),
        new Endpoint(
            Endpoint.Method.POST,
            ROOT,
            with(MailFilters.NAMES, "action", PROCESSOR, "all", DRY_RUN),
            BODY,
            this::actOnMany));
  }

  private static List<String> with(List<String> names, String... more) {
    return Stream.concat(names.stream(), Stream.of(more)).toList();
  }

  private Object list(Call call) {
    Query query = call.query();
    MailOrder order =
        query.word("sort", MailOrder.values(), MailRoutes::word).orElse(MailOrder.AGE);
    MailPage page = mails.find(MailFilters.read(query), order, query.offset(), query.limit());
    return JsonLine.of(
        json -> {
          json.writeNumberField("total", page.total());
          json.writeBooleanField("complete", page.complete());
          objects(json, "mails", page.mails(), MailRoutes::mail);
        });
  }

  private static String word(MailOrder order) {
    return switch (order) {
      case AGE -> "age";
      case NEXT_ATTEMPT -> "nextAttempt";
    };
  }

  private Object show(Call call) {
    String id = call.name();
    OpenMail mail = mails.get(id).orElseThrow(() -> unknown(id));
    return JsonLine.of(json -> mail(json, mail));
  }

  private static RuntimeException unknown(String id) {
    return Refusal.notFound(
        "there is no mail "
            + Refusal.shown(id)
            + " that has not ended; /postroad/trace tells what is remembered of those that have");
  }

  private Object actOnOne(Call call) {
    String id = call.name();
    MailAction action = action(call);
    By by = call.by();
    Optional<ActionResult> result =
        call.query().isOn(DRY_RUN) ? mails.foresee(id, action) : mails.act(id, action, by);
    return told(result.orElseThrow(() -> unknown(id)));
  }

  private static Object told(ActionResult result) {
    return JsonLine.of(
        json -> {
          json.writeStringField("action", result.action().kind().word());
          writeBook(json, result.book());
          json.writeNumberField("selected", result.selected());
          json.writeNumberField("done", result.done());
          strings(json, "sample", result.sample());
          json.writeNumberField("later", result.later());
          json.writeNumberField("skipped", result.skipped());
          objects(json, "reasons", result.reasons(), MailRoutes::reason);
        });
  }

  /** How far the book of open mails reaches, as a member. */
  static void writeBook(JsonGenerator json, Known book) throws IOException {
    json.writeFieldName("book");
    JsonLine.object(
        json,
        own -> {
          own.writeNumberField("known", book.known());
          own.writeNumberField("open", book.open());
        });
  }

  private static void reason(JsonGenerator json, ActionResult.Reason reason) throws IOException {
    json.writeStringField("what", reason.word());
    json.writeStringField("why", reason.why());
    json.writeNumberField("mails", reason.mails());
    strings(json, "sample", reason.sample());
  }

  private Object actOnMany(Call call) {
    Query query = call.query();
    MailAction action = action(call);
    MailFilter filter = MailFilters.read(query);
    if (filter.isAll() != query.isOn("all")) {
      throw filter.isAll()
          ? Refusal.badRequest(
              "no filter is given, and all mails are many: give one of "
                  + String.join(", ", MailFilters.NAMES)
                  + ", or all=true")
          : Refusal.field("all", "contradicts the filter that is given; leave one of them out");
    }
    // A dry run refuses what the action would refuse.
    By by = call.by();
    if (query.isOn(DRY_RUN)) {
      return told(mails.foresee(filter, action));
    }
    TaskId task = tasks.submit(made.task(query.texts(MailFilters.NAMES), action, by));
    call.isCreated(TASKS + task.asString());
    return JsonLine.of(json -> json.writeStringField("taskId", task.asString()));
  }

  private MailAction action(Call call) {
    call.query().required("action");
    MailAction.Kind kind =
        call.query()
            .word("action", MailAction.Kind.values(), MailAction.Kind::word)
            .orElseThrow(IllegalStateException::new);
    Optional<String> text = call.body().text(TEXT);
    Optional<String> processor = call.query().text(PROCESSOR);
    if (text.isPresent() && kind != MailAction.Kind.BOUNCE) {
      throw Refusal.field(TEXT, "is for bounce alone");
    }
    if (text.filter(words -> words.length() > LONGEST_TEXT).isPresent()) {
      throw Refusal.field(TEXT, "has at most " + LONGEST_TEXT + " characters");
    }
    if (processor.isPresent() && kind != MailAction.Kind.REQUEUE) {
      throw Refusal.field(PROCESSOR, "is for requeue alone");
    }
    if (processor.isPresent() && !mails.isProcessor(processor.get())) {
      throw Refusal.field(
          PROCESSOR,
          "mailetcontainer.xml has no processor of that name; give the state of one that it has",
          processor.get());
    }
    return new MailAction(kind, text.filter(words -> !words.isBlank()), processor);
  }

  private static void mail(JsonGenerator json, OpenMail mail) throws IOException {
    json.writeStringField("id", mail.id());
    json.writeStringField("queue", mail.queue());
    json.writeStringField("state", mail.state().word());
    json.writeStringField("sender", mail.sender());
    strings(json, "recipients", mail.recipients());
    json.writeStringField("site", mail.site().orElse(null));
    json.writeNumberField("priority", mail.priority());
    json.writeNumberField("size", mail.size());
    json.writeNumberField("attempts", mail.attempts());
    Times.write(json, "since", mail.since());
    Times.write(json, "nextAttempt", mail.nextAttempt());
    SiteJson.writeIfThere(json, "cause", mail.why(), MailRoutes::cause);
    SiteJson.writeIfThere(json, "toCome", mail.toCome(), MailRoutes::toCome);
  }

  private static void cause(JsonGenerator json, OpenMail.Why why) throws IOException {
    json.writeStringField("status", why.status());
    json.writeStringField("text", why.text());
    json.writeStringField("cause", why.cause().word());
  }

  private static void toCome(JsonGenerator json, OpenMail.ToCome order) throws IOException {
    json.writeStringField("action", order.action().word());
    json.writeStringField("by", order.by().who());
    json.writeStringField("reason", order.by().reason());
  }
}
