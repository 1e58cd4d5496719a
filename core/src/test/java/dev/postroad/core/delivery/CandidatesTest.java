// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import static dev.postroad.core.delivery.Plans.host;
import static dev.postroad.core.delivery.Plans.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.delivery.Candidates.Knowledge;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.pool.HostHealth.Standing;
import dev.postroad.core.tls.TlsDemand.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private static final Verdict NEXT =
      verdict(Scope.HOST, Disposition.DEFERRED, Continuation.NEXT_HOST);
  private static final Verdict SITE_IS_BROKEN =
      verdict(Scope.SITE, Disposition.DEFERRED, Continuation.NEXT_HOST);
  private static final Verdict WITHOUT_TLS =
      verdict(Scope.HOST, Disposition.DEFERRED, Continuation.WITHOUT_TLS);
  private static final Verdict FRESH =
      verdict(Scope.HOST, Disposition.DEFERRED, Continuation.FRESH_SESSION);
  private static final Verdict NEW_TRANSACTION =
      verdict(Scope.RECIPIENT, Disposition.DEFERRED, Continuation.NEW_TRANSACTION);

  private static final Verdict NEXT_TURN =
      verdict(Scope.RECIPIENT, Disposition.DEFERRED, Continuation.NEXT_TURN);

  private static final TryLimits AMPLE = new TryLimits(5, 2);

  private final List<PlannedHost> hosts =
      List.of(host("a", 10, "192.0.2.1", "2001:db8::1"), host("b", 20, "192.0.2.2"));

  @Test
  void hostsComeInOrderWithAllTheirAddresses() {
    Candidates candidates = new Candidates(hosts, AMPLE, Knowledge.NONE);

    assertThat(walk(candidates, NEXT))
        .containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1", "192.0.2.2");
  }

  @Test
  void suspectIsTriedAfterOthersOfItsPreference() {
    List<PlannedHost> equals =
        List.of(host("a", 10, "192.0.2.1"), host("b", 10, "192.0.2.2"), host("c", 20, "192.0.2.3"));
    Candidates candidates = new Candidates(equals, AMPLE, standing("a", Standing.SUSPECT));

    assertThat(walk(candidates, NEXT)).containsExactly("192.0.2.2", "192.0.2.1", "192.0.2.3");
  }

  @Test
  void hostWithoutRoomIsPassedOverForItsEqualsAndThenWaitedFor() {
    List<PlannedHost> equals =
        List.of(host("a", 10, "192.0.2.1"), host("b", 10, "192.0.2.2"), host("c", 20, "192.0.2.3"));
    Candidates candidates = new Candidates(equals, AMPLE, Knowledge.NONE);
    Candidate full = candidates.next(any -> true).orElseThrow();
    candidates.passOver(full);

    assertThat(walk(candidates, NEXT)).as("no backup for it").containsExactly("192.0.2.2");

    candidates.putBackPassedOver();
    assertThat(walk(candidates, NEXT)).containsExactly("192.0.2.1", "192.0.2.3");
  }

  /** RFC 5321 §5.1: what was lost with other mail does not send this one to the backup. */
  @Test
  void suspectIsTriedBeforeHostsOfLowerPreference() {
    Candidates candidates = new Candidates(hosts, AMPLE, standing("a", Standing.SUSPECT));

    assertThat(walk(candidates, NEXT))
        .containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1", "192.0.2.2");
  }

  @Test
  void noLeaveIsTakenForAPlaceThatThereIsNoMailFor() {
    List<Candidate> admitted = new ArrayList<>();
    Knowledge knowledge =
        new Knowledge() {
          @Override
          public Standing standing(Candidate candidate) {
            return Standing.GOOD;
          }

          @Override
          public boolean admit(Candidate candidate) {
            return admitted.add(candidate);
          }

          @Override
          public boolean breaksHandshakes(Candidate candidate) {
            return false;
          }
        };
    Candidates candidates = new Candidates(hosts, AMPLE, knowledge);

    assertThat(candidates.next(candidate -> false)).isEmpty();

    assertThat(admitted).isEmpty();
  }

  @Test
  void noMoreAddressesAreTriedThanTheLimit() {
    Candidates candidates = new Candidates(hosts, new TryLimits(2, 2), Knowledge.NONE);

    assertThat(walk(candidates, NEXT)).hasSize(2);
  }

  @Test
  void sessionsThatOpenedCountAgainstTheirOwnLimit() {
    Candidates candidates = new Candidates(hosts, new TryLimits(5, 1), Knowledge.NONE);

    Candidate first = next(candidates).orElseThrow();
    candidates.follow(first, true, List.of(NEXT));

    assertThat(next(candidates)).isEmpty();
  }

  @Test
  void failedOpportunisticHandshakeIsFollowedOnceByTheSameAddressInClear() {
    Candidates candidates = new Candidates(hosts, AMPLE, Knowledge.NONE);

    Candidate first = next(candidates).orElseThrow();
    candidates.follow(first, false, List.of(WITHOUT_TLS));
    Candidate second = next(candidates).orElseThrow();
    candidates.follow(second, false, List.of(NEXT));

    assertThat(second.address()).isEqualTo(first.address());
    assertThat(second.tls().level()).isEqualTo(Level.NONE);
    assertThat(next(candidates).orElseThrow().tls().level()).isEqualTo(Level.OPPORTUNISTIC);
  }

  @Test
  void freshSessionIsTriedOnlyOnce() {
    Candidates candidates = new Candidates(hosts, AMPLE, Knowledge.NONE);

    Candidate first = next(candidates).orElseThrow();
    candidates.follow(first, true, List.of(FRESH));
    Candidate second = next(candidates).orElseThrow();
    candidates.follow(second, true, List.of(FRESH));

    assertThat(second.fresh()).isTrue();
    assertThat(second.address()).isEqualTo(first.address());
    assertThat(next(candidates).orElseThrow().address()).isNotEqualTo(first.address());
  }

  @Test
  void newTransactionStaysAtThePlaceWithoutCounting() {
    Candidates candidates = new Candidates(hosts, new TryLimits(1, 1), Knowledge.NONE);

    Candidate first = next(candidates).orElseThrow();
    for (int i = 0; i < 10; i++) {
      candidates.follow(first, true, List.of(NEXT, NEW_TRANSACTION));
      assertThat(next(candidates)).get().matches(first::isSamePlaceAs);
    }
  }

  @Test
  void newTransactionsAtOnePlaceHaveAnEnd() {
    Candidates candidates =
        new Candidates(List.of(host("a", 10, "192.0.2.1")), AMPLE, Knowledge.NONE);

    int transactions = 0;
    for (Optional<Candidate> next = next(candidates); next.isPresent(); next = next(candidates)) {
      transactions++;
      candidates.follow(next.get(), true, List.of(NEW_TRANSACTION));
    }

    assertThat(transactions).isEqualTo(101);
  }

  @Test
  void turnsAtOnePlaceAreManyButHaveAnEnd() {
    Candidates candidates =
        new Candidates(List.of(host("a", 10, "192.0.2.1")), AMPLE, Knowledge.NONE);

    int transactions = 0;
    for (Optional<Candidate> next = next(candidates); next.isPresent(); next = next(candidates)) {
      transactions++;
      candidates.follow(next.get(), true, List.of(NEXT_TURN));
    }

    assertThat(transactions).isEqualTo(1_001);
  }

  @Test
  void peerThatHasTooManyAgainAndAgainIsNotHelpedByThoseWithoutATurn() {
    Candidates candidates =
        new Candidates(List.of(host("a", 10, "192.0.2.1")), AMPLE, Knowledge.NONE);

    int transactions = 0;
    for (Optional<Candidate> next = next(candidates); next.isPresent(); next = next(candidates)) {
      transactions++;
      candidates.follow(next.get(), true, List.of(NEXT_TURN, NEW_TRANSACTION));
    }

    assertThat(transactions).isEqualTo(101);
  }

  @Test
  void brokenSiteIsLeftWithAllItsAddresses() {
    Candidates candidates = new Candidates(hosts, AMPLE, Knowledge.NONE);

    candidates.follow(next(candidates).orElseThrow(), false, List.of(SITE_IS_BROKEN));

    assertThat(next(candidates)).isEmpty();
  }

  @Test
  void candidateThatIsPutBackComesAgainAsItWas() {
    Candidates candidates = new Candidates(hosts, AMPLE, Knowledge.NONE);
    candidates.follow(next(candidates).orElseThrow(), false, List.of(WITHOUT_TLS));
    Candidate inClear = next(candidates).orElseThrow();

    candidates.putBack(inClear);

    assertThat(next(candidates)).contains(inClear);
    assertThat(inClear.isWithoutTls()).isTrue();
    assertThat(inClear.fresh()).isFalse();
  }

  @Test
  void placesThatAreDownAreNotTried() {
    Candidates candidates = new Candidates(hosts, AMPLE, standing("a", Standing.DOWN));

    assertThat(walk(candidates, NEXT)).containsExactly("192.0.2.2");
  }

  private static Knowledge standing(String host, Standing standing) {
    return new Knowledge() {
      @Override
      public Standing standing(Candidate candidate) {
        return candidate.planned().host().name().equals(host) ? standing : Standing.GOOD;
      }

      @Override
      public boolean admit(Candidate candidate) {
        return standing(candidate) != Standing.DOWN;
      }

      @Override
      public boolean breaksHandshakes(Candidate candidate) {
        return false;
      }
    };
  }

  private static List<String> walk(Candidates candidates, Verdict verdict) {
    List<String> addresses = new ArrayList<>();
    for (Optional<Candidate> next = next(candidates); next.isPresent(); next = next(candidates)) {
      addresses.add(next.get().address().getHostAddress());
      candidates.follow(next.get(), false, List.of(verdict));
    }
    return addresses;
  }

  private static Optional<Candidate> next(Candidates candidates) {
    return candidates.next(candidate -> true);
  }
}
