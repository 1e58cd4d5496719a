// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What peers have taken and said, by the recipients' addresses, of which each belongs to one mail;
 * and whether reports say the same.
 */
final class Takings {
  /** What became of one recipient, as the peers see it. */
  private static final class Fate {
    private int taken;
    private boolean maybeHeard;
    private boolean heard;
    private boolean refusedForGood;
    private boolean answered;
  }

  private static final String UNHEARD = "taken, and its word was lost";

  /** What may become of a recipient. */
  static final List<String> KINDS = List.of("DELIVERED", "DEFERRED", "FAILED", UNHEARD);

  private final Map<String, Integer> seen;
  private final Map<String, Fate> fates = new HashMap<>();
  private final List<String> taboo = new ArrayList<>();

  /**
   * @param seen how often each of the {@link #KINDS} was seen, in all schedules
   */
  Takings(Map<String, Integer> seen) {
    this.seen = seen;
  }

  /** A mail sets out. */
  void expect(DeliveryRequest request) {
    for (Recipient recipient : request.envelope().recipients()) {
      fates.put(recipient.toString(), new Fate());
    }
  }

  /** A peer has the message for somebody, whatever it says then. */
  void take(String recipient) {
    Fate fate = fate(recipient);
    if (++fate.taken > 1) {
      taboo.add("taken twice for " + recipient);
    }
    if (fate.answered) {
      taboo.add("taken for " + recipient + ", who was answered for already");
    }
  }

  /** A peer begins to say that it has, and may not come to the end of that. */
  void maybeHeard(String recipient) {
    fate(recipient).maybeHeard = true;
  }

  /** All of that has been heard. */
  void heard(String recipient) {
    fate(recipient).heard = true;
  }

  /** A peer, or the DNS, says no for good, to somebody or to all of a mail. */
  void refuseForGood(String recipient) {
    fate(recipient).refusedForGood = true;
  }

  private Fate fate(String recipient) {
    Fate fate = fates.get(recipient);
    if (fate == null) {
      throw new AssertionError("a peer was asked for a stranger: " + recipient);
    }
    return fate;
  }

  /** A mail is answered: for every recipient once, and with what the peers know. */
  void check(DeliveryRequest request, DeliveryReport report) {
    assertThat(report.id()).isEqualTo(request.id());
    assertThat(report.recipients().stream().map(RecipientReport::recipient))
        .containsExactlyElementsOf(request.envelope().recipients());
    for (RecipientReport one : report.recipients()) {
      Fate fate = fate(one.recipient().toString());
      assertThat(fate.answered).as("answered before").isFalse();
      fate.answered = true;
      boolean isUnheard = fate.taken > 0 && one.disposition() == Disposition.DEFERRED;
      seen.merge(isUnheard ? UNHEARD : one.disposition().name(), 1, Integer::sum);
      check(one, fate);
      if (report.postponed().isPresent()) {
        assertThat(one.disposition()).isEqualTo(Disposition.DEFERRED);
        assertThat(fate.taken).as("taken from a mail that was not tried").isZero();
      }
    }
  }

  private static void check(RecipientReport report, Fate fate) {
    String who = report.recipient() + ", " + report.status() + ", " + report.trail();
    switch (report.disposition()) {
      case DELIVERED -> {
        assertThat(fate.taken).as("delivered to %s", who).isOne();
        assertThat(fate.heard || fate.maybeHeard).as("known of %s", who).isTrue();
      }
      case DEFERRED -> assertThat(fate.heard).as("said to have %s", who).isFalse();
      case FAILED -> {
        assertThat(fate.taken).as("failed, and taken: %s", who).isZero();
        assertThat(fate.refusedForGood).as("refused %s", who).isTrue();
      }
    }
  }

  /** Nothing happened that may not, and everybody is answered for. */
  void checkAll() {
    assertThat(taboo).isEmpty();
    assertThat(fates.values()).allMatch(fate -> fate.answered);
  }
}
