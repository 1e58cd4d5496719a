// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.james.FaultyWorld.Ending;
import dev.postroad.james.FaultyWorld.Fault;
import dev.postroad.james.FaultyWorld.Kind;
import dev.postroad.james.FaultyWorld.Place;
import dev.postroad.james.FaultyWorld.Waits;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A mail that is held back, and comes again, while something on its way does not work. It comes out
 * of the queue too early, is postponed twice, and is then delivered or given up.
 *
 * <p>Time runs ten thousand times as fast as elsewhere.
 */
class PostponedMailTest {
  private static final Set<Place> ONLY_WITH_A_REPOSITORY =
      EnumSet.of(Place.LIST, Place.STORE, Place.HALF_STORE, Place.RETRIEVE, Place.REMOVE);
  private static final int FOR_EVER = 1_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(2);

  static Stream<Arguments> faults() {
    return Arrays.stream(Waits.values())
        .flatMap(
            keeper ->
                Arrays.stream(Ending.values())
                    .flatMap(
                        ending ->
                            Arrays.stream(Place.values())
                                .filter(place -> isOnTheWay(place, keeper, ending))
                                .flatMap(place -> faultsAt(keeper, ending, place))));
  }

  private static boolean isOnTheWay(Place place, Waits keeper, Ending ending) {
    return (keeper == Waits.REPOSITORY || !ONLY_WITH_A_REPOSITORY.contains(place))
        && (ending == Ending.TOLD || place != Place.BOUNCE);
  }

  private static Stream<Arguments> faultsAt(Waits keeper, Ending ending, Place place) {
    return Arrays.stream(Kind.values())
        .flatMap(
            kind ->
                timesAt(place)
                    .map(times -> Arguments.of(keeper, ending, new Fault(place, kind, times))));
  }

  /** All but whoever watches must work some time. */
  private static Stream<Integer> timesAt(Place place) {
    return place == Place.WATCHER ? Stream.of(1, FOR_EVER) : Stream.of(1, 10);
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("faults")
  void aMailThatIsHeldBackEndsOnceWhateverFailsOnItsWay(Waits keeper, Ending ending, Fault fault)
      throws Exception {
    try (FaultyWorld world = new FaultyWorld(keeper, ending, fault)) {
      world.post(Mails.mail("m", "ann@x.example", "bob@x.example"));
      if (isNeverAcknowledged(fault)) {
        await().atMost(LIMIT).pollInterval(POLL).until(world::isIdle);
        assertThat(world.endings().values()).allMatch(times -> times <= 1);
        world.restart();
      }
      await().atMost(LIMIT).pollInterval(POLL).until(world::isEmpty);
      await().atMost(LIMIT).pollInterval(POLL).until(() -> world.book().entries().isEmpty());

      assertThat(world.faultsLeft()).isLessThan(fault.times());
      if (isNeverAcknowledged(fault)) {
        assertThat(world.endings()).containsOnlyKeys("ann@x.example", "bob@x.example");
      } else {
        assertThat(world.endings()).isEqualTo(Map.of("ann@x.example", 1, "bob@x.example", 1));
      }
    }
  }

  /** It is then the queue's until James starts anew, which may double the mail. */
  private static boolean isNeverAcknowledged(Fault fault) {
    return fault.place() == Place.ACKNOWLEDGE && fault.times() > 1;
  }
}
