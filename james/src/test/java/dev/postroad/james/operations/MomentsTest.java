// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.james.book.Book;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who sees the same moment, and who a new one. */
class MomentsTest {
  private final Book book = new Book();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Moments moments =
      new Moments(
          () -> new Moment(() -> Tally.of(book), tally -> List.of()), done::get, nanos::get);

  @Test
  void whoAsksAtAboutTheSameTimeSeesTheSame() {
    Moment first = moments.now();

    nanos.addAndGet(Moments.SHARED.toNanos());

    assertThat(moments.now()).isSameAs(first);
  }

  @Test
  void nobodySeesWhatIsOlder() {
    Moment first = moments.now();

    nanos.addAndGet(Moments.SHARED.toNanos() + 1);

    assertThat(moments.now()).isNotSameAs(first);
  }

  @Test
  void whoHasDoneSomethingSeesWhatCameOfIt() {
    Moment first = moments.now();

    done.incrementAndGet();

    Moment second = moments.now();
    assertThat(second).isNotSameAs(first);
    assertThat(moments.now()).isSameAs(second);
  }
}
