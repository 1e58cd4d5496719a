// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.Cause;
import dev.postroad.core.message.MailFamily;
import dev.postroad.james.OperatedWorld.Entered;
import dev.postroad.james.OperatedWorld.Waiting;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.MailAction.Kind;
import dev.postroad.james.book.MailState;
import dev.postroad.james.book.Order.WhenObeyed;
import dev.postroad.james.book.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClerkTest {
  private static final String BOB = "bob@x.example";
  private static final String ANN = "ann@x.example";

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void whatIsFlushedIsTriedNow(Waiting waiting) throws Exception {
    try (OperatedWorld world = deferred(waiting)) {
      world.opens(BOB);

      assertThat(world.act("m", Kind.FLUSH)).isEqualTo(Acted.DONE);

      await().until(() -> world.state("m").isEmpty());
      assertThat(world.delivered).containsOnlyKeys(BOB).containsEntry(BOB, 1);
      assertThat(world.tried.stream().filter(request -> request.regardless())).hasSize(1);
      assertThat(world.repository.size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void whatIsFlushedInVainIsDeferredAsByAnyAttempt(Waiting waiting) throws Exception {
    try (OperatedWorld world = deferred(waiting)) {
      assertThat(world.act("m", Kind.FLUSH)).isEqualTo(Acted.DONE);

      await().until(() -> world.tried.size() == 2);
      await().until(() -> world.isDeferred("m"));
      assertThat(world.book.find("m").orElseThrow().facts().attempts()).isEqualTo(2);
      world.opens(BOB);
      assertThat(world.act("m", Kind.FLUSH)).isEqualTo(Acted.DONE);
      await().until(() -> world.state("m").isEmpty());
      assertThat(world.delivered).containsEntry(BOB, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void whatIsHeldIsNotTriedUntilItIsReleased(Waiting waiting) throws Exception {
    try (OperatedWorld world = deferred(waiting)) {
      world.opens(BOB);

      assertThat(world.act("m", Kind.HOLD)).isEqualTo(Acted.DONE);

      assertThat(world.state("m")).contains(MailState.HELD);
      assertThat(world.act("m", Kind.HOLD)).isEqualTo(Acted.DONE);
      assertThat(world.act("m", Kind.FLUSH).why()).isEqualTo("it is held: release it");
      assertThat(world.repository.size()).isEqualTo(1);
      assertThat(world.tried).hasSize(1);

      assertThat(world.act("m", Kind.RELEASE)).isEqualTo(Acted.DONE);
      await().until(() -> world.state("m").isEmpty());
      assertThat(world.delivered).containsEntry(BOB, 1);
      assertThat(world.repository.size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void whatIsHeldOutlivesARestart(Waiting waiting) throws Exception {
    OperatedWorld before = deferred(waiting);
    assertThat(before.act("m", Kind.HOLD)).isEqualTo(Acted.DONE);
    before.close();

    try (OperatedWorld world = new OperatedWorld(waiting, Optional.of(before))) {
      world.opens(BOB);
      await().until(() -> world.state("m").isPresent());
      assertThat(world.state("m")).contains(MailState.HELD);
      assertThat(world.book.others()).isZero();
      assertThat(world.act("m", Kind.RELEASE)).isEqualTo(Acted.DONE);
      await().until(() -> world.state("m").isEmpty());
      assertThat(world.delivered).containsEntry(BOB, 1);
    }
  }

  /** Where a mail may stand when an operator comes. */
  private enum Standing {
    DEFERRED,
    HELD,
    WAITING,
    SENDING,
    TO_BE_HELD,
    SUSPENDED
  }

  static Stream<Arguments> allThatMayBeAskedFor() {
    return Arrays.stream(Waiting.values())
        .flatMap(
            waiting ->
                Arrays.stream(Standing.values())
                    .flatMap(
                        standing ->
                            Arrays.stream(Kind.values())
                                .map(kind -> Arguments.of(waiting, standing, kind))));
  }

  @ParameterizedTest
  @MethodSource("allThatMayBeAskedFor")
  void whatIsForeseenOfAnActionIsWhatThenComesOfIt(Waiting waiting, Standing standing, Kind kind)
      throws Exception {
    try (OperatedWorld world = new OperatedWorld(waiting)) {
      bring(world, standing);
      Optional<MailState> before = world.state("m");

      Acted foreseen = world.foresee("m", kind);

      assertThat(world.state("m")).isEqualTo(before);
      assertThat(world.foresee("m", kind)).isEqualTo(foreseen);
      assertThat(world.act("m", kind)).isEqualTo(foreseen);
      if (world.hangs("m")) {
        world.letGo("m");
      }
    }
  }

  private static void bring(OperatedWorld world, Standing standing) throws Exception {
    switch (standing) {
      case WAITING -> world.standInLine("m");
      case SENDING, TO_BE_HELD -> world.hang("m");
      case SUSPENDED -> world.suspend();
      case DEFERRED, HELD -> {}
    }
    world.post("m", BOB);
    switch (standing) {
      case WAITING -> await().until(() -> world.isInLine("m"));
      case SENDING -> await().until(() -> world.hangs("m"));
      case TO_BE_HELD -> {
        await().until(() -> world.hangs("m"));
        assertThat(world.act("m", Kind.HOLD).kind()).isEqualTo(Acted.Kind.LATER);
      }
      case HELD -> {
        await().until(() -> world.isDeferred("m"));
        assertThat(world.act("m", Kind.HOLD)).isEqualTo(Acted.DONE);
      }
      case DEFERRED, SUSPENDED -> await().until(() -> world.isDeferred("m"));
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void aFlushLeavesMailOfASuspendedSiteAndSaysSo(Waiting waiting) throws Exception {
    try (OperatedWorld world = new OperatedWorld(waiting)) {
      bring(world, Standing.SUSPENDED);

      assertThat(world.act("m", Kind.FLUSH).why())
          .isEqualTo("its site mx.example is suspended, and nothing is tried: resume that");

      assertThat(world.state("m")).contains(MailState.DEFERRED);
      assertThat(world.tried).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsTakenOutOfJamesQueueIsDisposedOf(Kind kind) throws Exception {
    try (OperatedWorld world = deferred(Waiting.QUEUE)) {
      Mail queued = new ShownQueue(world.queue, mail -> false).find("m").orElseThrow();
      assertThat(queued.getMessage()).isNotNull();

      Acted acted = world.act("m", kind);

      assertThat(acted.kind() == Acted.Kind.DONE).isEqualTo(kind != Kind.RELEASE);
      assertThat(queued.getMessage() == null).isEqualTo(kind != Kind.RELEASE);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"HOLD", "REQUEUE", "BOUNCE", "DELETE"})
  void whatAQueueDoesNotRemoveIsDroppedWhenItComesHoweverTheMailEnded(Kind kind) throws Exception {
    try (OperatedWorld world = deferred(Waiting.QUEUE)) {
      world.removesNothing = true;
      world.opens(BOB);
      assertThat(world.act("m", kind)).isEqualTo(Acted.DONE);
      Optional<MailState> after = world.state("m");

      world.queue.flush();

      await().until(() -> !world.book.leftovers().has("m", null, Instant.now()));
      await().until(world::isIdle);
      assertThat(world.delivered).isEmpty();
      assertThat(world.tried).hasSize(1);
      assertThat(world.state("m")).isEqualTo(after);
      assertThat(after.isPresent()).isEqualTo(kind == Kind.HOLD);
      assertThat(world.book.others()).isZero();
    }
  }

  @Test
  void whatAQueueDoesNotRemoveIsDroppedThoughTheMailIsDeferredAgainMeanwhile() throws Exception {
    try (OperatedWorld world = deferred(Waiting.QUEUE)) {
      world.removesNothing = true;
      assertThat(world.act("m", Kind.FLUSH)).isEqualTo(Acted.DONE);
      await().until(() -> world.tried.size() == 2 && world.isDeferred("m"));
      assertThat(world.act("m", Kind.HOLD)).isEqualTo(Acted.DONE);
      assertThat(world.act("m", Kind.RELEASE)).isEqualTo(Acted.DONE);
      await().until(() -> world.tried.size() == 3 && world.isDeferred("m"));
      world.opens(BOB);

      world.queue.flush();

      await().until(() -> world.state("m").isEmpty() && world.isIdle());
      await().until(() -> !world.book.leftovers().has("m", null, Instant.now()));
      assertThat(world.delivered).containsExactly(Map.entry(BOB, 1));
    }
  }

  @Test
  void theTimeForWhichAMailIsHeldIsNotHeldAgainstIt() {
    MailImpl mail = Mails.mail("m", BOB);
    Instant now = Instant.now();
    new RetryMarks(3, now.minus(Duration.ofDays(9)), now).writeTo(mail);
    OperatorMarks.hold(mail, now.minus(Duration.ofDays(8)));

    OperatorMarks.release(mail, now);

    assertThat(RetryMarks.of(mail, now).firstAttempt())
        .isBetween(now.minus(Duration.ofHours(25)), now.minus(Duration.ofHours(23)));
    assertThat(RetryMarks.of(mail, now).attempts()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void whatIsRequeuedBeginsAnewInItsProcessorWithoutStampsAndMarks(Waiting waiting)
      throws Exception {
    try (OperatedWorld world = deferred(waiting)) {
      assertThat(world.act("m", Kind.REQUEUE)).isEqualTo(Acted.DONE);

      await().until(() -> !world.entered.isEmpty());
      Entered anew = world.entered.remove();
      assertThat(anew.state()).isEqualTo("relay");
      assertThat(anew.recipients()).containsExactly(BOB);
      assertThat(anew.name()).startsWith("m-requeued-");
      assertThat(MailFamily.origin(anew.name())).isEqualTo("m");
      assertThat(anew.mail().attributeNames().map(name -> name.asString()))
          .noneMatch(name -> name.startsWith("postroad."));
      assertThat(anew.mail().getAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE.getName())).isEmpty();
      assertThat(world.state("m")).isEmpty();
      assertThat(world.repository.size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void aMailBeginsAnewInAProcessorThatIsNamedIfThereIsSuchAOne(Waiting waiting) throws Exception {
    try (OperatedWorld world = deferred(waiting)) {
      assertThat(world.act("m", MailAction.requeue("nowhere"), WhenObeyed.NOTHING).why())
          .isEqualTo("James has no processor nowhere");
      assertThat(world.state("m")).contains(MailState.DEFERRED);

      assertThat(world.act("m", MailAction.requeue("other"), WhenObeyed.NOTHING))
          .isEqualTo(Acted.DONE);
      await().until(() -> !world.entered.isEmpty());
      assertThat(world.entered.remove().state()).isEqualTo("other");
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void whatIsBouncedEndsAndItsSenderIsToldInTheOperatorsWords(Waiting waiting) throws Exception {
    try (OperatedWorld world = deferred(waiting)) {
      Acted acted =
          world.act("m", MailAction.bounce("this was sent by mistake"), WhenObeyed.NOTHING);

      assertThat(acted).isEqualTo(Acted.DONE);
      assertThat(world.james.mails).hasSize(1);
      Mail notice = world.james.mails.get(0);
      assertThat(notice.getAttribute(Bounces.DELIVERY_ERROR))
          .hasValueSatisfying(
              error ->
                  assertThat(error.getValue().value())
                      .isEqualTo("554 5.7.0 this was sent by mistake"));
      assertThat(world.state("m")).isEmpty();
      assertThat(world.repository.size()).isZero();
      assertIsEndedByHand(world, Outcome.BOUNCED, "this was sent by mistake");
    }
  }

  /** The last that was told of the mail is its ending, and who has brought it about. */
  private static void assertIsEndedByHand(OperatedWorld world, Outcome outcome, String text) {
    AttemptEntry last = List.copyOf(world.decided).get(world.decided.size() - 1);
    assertThat(last.mail()).isEqualTo("m");
    assertThat(last.recipient()).isEqualTo(BOB);
    assertThat(last.queue()).isEqualTo("outgoing");
    assertThat(last.site()).contains(OperatedWorld.SITE);
    assertThat(last.outcome()).isEqualTo(outcome);
    assertThat(last.status()).hasToString("554 5.7.0 " + text);
    assertThat(last.cause()).contains(Cause.OPERATOR);
    assertThat(last.attempt()).isEmpty();
    assertThat(last.next()).isEmpty();
    assertThat(last.by()).contains(OperatedWorld.OPERATOR);
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void whatIsDeletedEndsWithoutAWord(Waiting waiting) throws Exception {
    try (OperatedWorld world = deferred(waiting)) {
      assertThat(world.act("m", Kind.DELETE)).isEqualTo(Acted.DONE);

      assertThat(world.act("m", Kind.DELETE).why()).isEqualTo("it has ended");
      assertThat(world.james.mails).isEmpty();
      assertThat(world.repository.size()).isZero();
      assertThat(world.tried).hasSize(1);
      assertIsEndedByHand(
          world, Outcome.DELETED, "the operator of this mail server has deleted the message");
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void anEndingThatIsObeyedLaterIsToldWhenItIs(Waiting waiting) throws Exception {
    try (OperatedWorld world = new OperatedWorld(waiting)) {
      world.hang("m");
      world.post("m", BOB);
      await().until(() -> world.hangs("m"));
      assertThat(world.act("m", Kind.DELETE).kind()).isEqualTo(Acted.Kind.LATER);
      assertThat(world.decided).isEmpty();
      world.letGo("m");

      await().until(() -> world.state("m").isEmpty());
      assertThat(world.decided)
          .extracting(AttemptEntry::outcome)
          .containsExactly(Outcome.DEFERRED, Outcome.DELETED);
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void anOrderAboutAMailThatIsBeingTriedIsObeyedForWhomItIsToBeTriedAgain(Waiting waiting)
      throws Exception {
    try (OperatedWorld world = new OperatedWorld(waiting)) {
      Queue<String> obeyed = new ConcurrentLinkedQueue<>();
      world.opens(ANN);
      world.hang("m");
      world.post("m", ANN, BOB);
      await().until(() -> world.hangs("m"));
      assertThat(world.state("m")).contains(MailState.SENDING);

      Acted acted = world.act("m", MailAction.of(Kind.HOLD), (at, result) -> obeyed.add(result));
      assertThat(acted.kind()).isEqualTo(Acted.Kind.LATER);
      assertThat(world.act("m", Kind.FLUSH).why()).isEqualTo("it is being tried now");
      world.letGo("m");

      await().until(() -> world.state("m").filter(MailState.HELD::equals).isPresent());
      await().until(() -> !obeyed.isEmpty());
      assertThat(obeyed).containsExactly("done to what was left of it, for 1");
      assertThat(world.book.find("m").orElseThrow().facts().recipients()).containsExactly(BOB);
      assertThat(world.delivered).containsOnlyKeys(ANN);
      world.opens(BOB);
      assertThat(world.act("m", Kind.RELEASE)).isEqualTo(Acted.DONE);
      await().until(() -> world.state("m").isEmpty());
      assertThat(world.delivered).containsEntry(ANN, 1).containsEntry(BOB, 1);
    }
  }

  @ParameterizedTest
  @MethodSource("allThatIsDoneToMailInLine")
  void whatIsSaidOfAMailThatWaitsForItsTurnIsDoneAtOnce(Waiting waiting, Kind kind)
      throws Exception {
    try (OperatedWorld world = new OperatedWorld(waiting)) {
      Queue<String> obeyedLater = new ConcurrentLinkedQueue<>();
      world.opens(BOB);
      bring(world, Standing.WAITING);
      assertThat(world.state("m")).contains(MailState.WAITING);

      assertThat(world.act("m", MailAction.of(kind), (at, result) -> obeyedLater.add(result)))
          .isEqualTo(Acted.DONE);

      assertThat(world.state("m"))
          .isEqualTo(kind == Kind.HOLD ? Optional.of(MailState.HELD) : Optional.empty());
      assertThat(obeyedLater).isEmpty();
      await().until(world::isIdle);
      assertThat(world.tried).isEmpty();
      assertThat(world.decided)
          .extracting(AttemptEntry::outcome)
          .isEqualTo(
              switch (kind) {
                case BOUNCE -> List.of(Outcome.BOUNCED);
                case DELETE -> List.of(Outcome.DELETED);
                case HOLD, REQUEUE, FLUSH, RELEASE -> List.of();
              });
      if (kind == Kind.HOLD) {
        assertThat(world.act("m", Kind.RELEASE)).isEqualTo(Acted.DONE);
        await().until(() -> world.delivered.containsKey(BOB));
      }
    }
  }

  static Stream<Arguments> allThatIsDoneToMailInLine() {
    return Arrays.stream(Waiting.values())
        .flatMap(
            waiting ->
                Stream.of(Kind.HOLD, Kind.DELETE, Kind.BOUNCE, Kind.REQUEUE)
                    .map(kind -> Arguments.of(waiting, kind)));
  }

  @Test
  void aMailThatWaitsAndCannotBeKeptNowIsKeptLaterAndThatIsSaid() throws Exception {
    try (OperatedWorld world = new OperatedWorld(Waiting.REPOSITORY)) {
      Queue<String> obeyedLater = new ConcurrentLinkedQueue<>();
      bring(world, Standing.WAITING);
      world.repository.failsToStore = true;

      Acted acted =
          world.act("m", MailAction.of(Kind.HOLD), (at, result) -> obeyedLater.add(result));

      assertThat(acted.kind()).isEqualTo(Acted.Kind.LATER);
      assertThat(acted.why()).contains("changing hands");
      world.repository.failsToStore = false;
      await().until(() -> world.state("m").filter(MailState.HELD::equals).isPresent());
      await().until(() -> obeyedLater.size() == 1);
      assertThat(world.tried).isEmpty();
    }
  }

  @Test
  void aMailThatNothingTakesIsStillTheOperatorsToDelete() throws Exception {
    try (OperatedWorld world = new OperatedWorld(Waiting.REPOSITORY)) {
      world.repository.failsToStore = true;
      world.post("m", BOB);
      await().until(() -> world.tried.size() == 1);

      await().until(() -> world.act("m", Kind.DELETE).kind() == Acted.Kind.LATER);

      await().until(() -> world.state("m").isEmpty());
      await().until(world::isIdle);
      assertThat(world.repository.size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void aHoldThatHasNotComeToPassIsTakenBackByARelease(Waiting waiting) throws Exception {
    try (OperatedWorld world = new OperatedWorld(waiting)) {
      world.hang("m");
      world.post("m", BOB);
      await().until(() -> world.hangs("m"));
      assertThat(world.act("m", Kind.HOLD).kind()).isEqualTo(Acted.Kind.LATER);

      assertThat(world.act("m", Kind.RELEASE)).isEqualTo(Acted.DONE);
      assertThat(world.act("m", Kind.RELEASE).why()).isEqualTo("it is not held");
      world.letGo("m");

      await().until(() -> world.isDeferred("m"));
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void aMailThatIsDeliveredWhileAnOrderWaitsEndsByItself(Waiting waiting) throws Exception {
    try (OperatedWorld world = new OperatedWorld(waiting)) {
      world.opens(BOB);
      world.hang("m");
      world.post("m", BOB);
      await().until(() -> world.hangs("m"));
      assertThat(world.act("m", Kind.DELETE).kind()).isEqualTo(Acted.Kind.LATER);

      world.letGo("m");

      await().until(() -> world.state("m").isEmpty());
      assertThat(world.delivered).containsEntry(BOB, 1);
      assertThat(world.repository.size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void aStoreThatFailsLeavesTheMailAsItWas(Waiting waiting) throws Exception {
    try (OperatedWorld world = deferred(waiting)) {
      world.repository.failsToStore = true;
      assertThat(world.act("m", Kind.HOLD).kind()).isEqualTo(Acted.Kind.SKIPPED);
      assertThat(world.state("m")).contains(MailState.DEFERRED);

      world.repository.failsToStore = false;
      world.opens(BOB);
      assertThat(world.act("m", Kind.FLUSH)).isEqualTo(Acted.DONE);
      await().until(() -> world.state("m").isEmpty());
      assertThat(world.delivered).containsEntry(BOB, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void aStoreThatCannotBeReadLeavesTheMailAsItWas(Waiting waiting) throws Exception {
    try (OperatedWorld world = deferred(waiting)) {
      world.repository.failsToRetrieve = true;
      assertThat(world.act("m", Kind.BOUNCE).kind()).isEqualTo(Acted.Kind.SKIPPED);
      assertThat(world.james.mails).isEmpty();

      world.repository.failsToRetrieve = false;
      assertThat(world.act("m", Kind.BOUNCE)).isEqualTo(Acted.DONE);
      assertThat(world.james.mails).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void aBounceThatJamesDoesNotTakeLeavesTheMailAsItWas(Waiting waiting) throws Exception {
    try (OperatedWorld world = deferred(waiting)) {
      world.james.refusals.set(1);

      assertThat(world.act("m", Kind.BOUNCE).why()).contains("it stays as it was");
      assertThat(world.decided).noneMatch(entry -> entry.by().isPresent());
      assertThat(world.state("m")).contains(MailState.DEFERRED);
      assertThat(world.act("m", Kind.BOUNCE)).isEqualTo(Acted.DONE);
      assertThat(world.james.mails).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void aRemovalThatFailsDoesNothingTwice(Waiting waiting) throws Exception {
    try (OperatedWorld world = deferred(waiting)) {
      world.repository.failsToRemove = true;
      world.opens(BOB);

      assertThat(world.act("m", Kind.FLUSH)).isEqualTo(Acted.DONE);

      await().until(() -> world.state("m").isEmpty());
      assertThat(world.act("m", Kind.FLUSH).why()).isEqualTo("it has ended");
      assertThat(world.delivered).containsEntry(BOB, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void anEndOfTheProcessBetweenTheStepsOfAHoldLeavesOneMailThatIsHeld(Waiting waiting)
      throws Exception {
    OperatedWorld before = deferred(Waiting.REPOSITORY);
    before.repository.failsToRemove = true;
    assertThat(before.act("m", Kind.HOLD)).isEqualTo(Acted.DONE);
    before.close();
    assertThat(before.repository.size()).isEqualTo(2);

    try (OperatedWorld world = new OperatedWorld(waiting, Optional.of(before))) {
      await().until(() -> world.state("m").isPresent());
      assertThat(world.state("m")).contains(MailState.HELD);
      assertThat(world.repository.size()).isEqualTo(1);
    }
  }

  @Test
  void whoTakesOverTheRepositoryOfANodeThatIsGoneTakesOverItsMailsAsTheyWere() throws Exception {
    OperatedWorld gone = deferred(Waiting.REPOSITORY);
    gone.post("held", ANN);
    await().until(() -> gone.isDeferred("held"));
    assertThat(gone.act("held", Kind.HOLD)).isEqualTo(Acted.DONE);
    gone.close();

    try (OperatedWorld world = new OperatedWorld(Waiting.REPOSITORY)) {
      for (Mail mail : gone.repository.all()) {
        world.queue.enQueue(mail);
      }
      await().until(() -> world.isDeferred("m"));
      await().until(() -> world.state("held").filter(MailState.HELD::equals).isPresent());
      assertThat(world.tried).isEmpty();
      world.opens(ANN);
      assertThat(world.act("held", Kind.RELEASE)).isEqualTo(Acted.DONE);
      await().until(() -> world.state("held").isEmpty());
      assertThat(world.delivered).containsEntry(ANN, 1);
    }
  }

  @Test
  void afterARestartTheBookKnowsWhereTheMailOfTheSpoolGoesAndWhatPostponedIt() throws Exception {
    OperatedWorld before = suspended();
    before.post("held", ANN);
    await().until(() -> before.isDeferred("held"));
    assertThat(before.act("held", Kind.HOLD)).isEqualTo(Acted.DONE);
    before.close();

    try (OperatedWorld world = new OperatedWorld(Waiting.REPOSITORY, Optional.of(before))) {
      await().until(() -> world.state("m").isPresent() && world.state("held").isPresent());
      assertIsOfTheSuspendedSite(world, "m");
      assertIsOfTheSuspendedSite(world, "held");
    }
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void aMailThatComesFromTheQueueAndIsKeptAgainIsKnownAsItWas(Waiting waiting) throws Exception {
    OperatedWorld gone = suspended();
    gone.close();

    try (OperatedWorld world = new OperatedWorld(waiting)) {
      world.hang("m");
      for (Mail mail : gone.repository.all()) {
        world.queue.enQueue(mail);
      }
      await().until(() -> world.hangs("m") || world.isDeferred("m"));
      assertIsOfTheSuspendedSite(world, "m");
    }
  }

  @Test
  void aMailThatIsHeldWhenItsAttemptEndsIsKnownAsThatLeftIt() throws Exception {
    OperatedWorld before = new OperatedWorld(Waiting.REPOSITORY);
    before.suspend();
    before.hang("m");
    before.post("m", BOB);
    await().until(() -> before.hangs("m"));
    before.act("m", Kind.HOLD);
    before.letGo("m");
    await().until(() -> before.state("m").filter(MailState.HELD::equals).isPresent());
    assertIsOfTheSuspendedSite(before, "m");
    before.close();

    try (OperatedWorld world = new OperatedWorld(Waiting.REPOSITORY, Optional.of(before))) {
      await().until(() -> world.state("m").filter(MailState.HELD::equals).isPresent());
      assertIsOfTheSuspendedSite(world, "m");
    }
  }

  private static OperatedWorld suspended() throws Exception {
    OperatedWorld world = new OperatedWorld(Waiting.REPOSITORY);
    world.suspend();
    world.post("m", BOB);
    await().until(() -> world.isDeferred("m"));
    return world;
  }

  private static void assertIsOfTheSuspendedSite(OperatedWorld world, String name) {
    Entry entry = world.book.find(name).orElseThrow();
    assertThat(entry.site()).contains(OperatedWorld.SITE);
    assertThat(entry.why()).contains(new Why(OperatedWorld.SUSPENDED.status(), Cause.SUSPENDED));
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void beyondItsRoomTheBookReadsFromTheSpoolWhenThereIsRoom(Waiting waiting) throws Exception {
    OperatedWorld before = new OperatedWorld(Waiting.REPOSITORY);
    for (int i = 0; i < 5; i++) {
      before.post("m" + i, "bob" + i + "@x.example");
    }
    await().until(() -> before.tried.size() == 5 && before.isIdle());
    before.close();

    Book small = new Book(2);
    try (OperatedWorld world = new OperatedWorld(waiting, Optional.of(before), small)) {
      await().until(() -> small.entries().size() == 2);
      assertThat(small.others()).isEqualTo(3);
      String known = small.entries().iterator().next().id();
      assertThat(world.act(known, Kind.DELETE)).isEqualTo(Acted.DONE);
      assertThat(world.repository.size()).isEqualTo(4);
    }
  }

  private static OperatedWorld deferred(Waiting waiting) throws Exception {
    OperatedWorld world = new OperatedWorld(waiting);
    world.post("m", BOB);
    await().until(() -> world.isDeferred("m"));
    assertThat(world.tried).hasSize(1);
    return world;
  }
}
