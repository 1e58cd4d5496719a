// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A terminal that remembers what it showed, and presses the keys it was given; time flies. */
public final class FakeTerminal implements Terminal {
  private final boolean interactive;
  private final Deque<Integer> keys = new ArrayDeque<>();
  private final Deque<Size> sizes = new ArrayDeque<>();
  private final List<List<String>> shown = new ArrayList<>();
  private final Deque<Runnable> lastWords = new ArrayDeque<>();
  private int pausesLeft = Integer.MAX_VALUE;
  private boolean endsAtFirstPause;
  private int open;

  public FakeTerminal(boolean interactive) {
    this.interactive = interactive;
  }

  /** Presses these, one after each picture; 0 is none in time. */
  public FakeTerminal keys(int... pressed) {
    for (int key : pressed) {
      keys.add(key);
    }
    return this;
  }

  /** Has these sizes, one after the other; the last one stays. */
  public FakeTerminal sizes(Size... all) {
    sizes.addAll(List.of(all));
    return this;
  }

  /** Whoever waits for the time after so many times is interrupted. */
  public FakeTerminal interruptAfter(int pauses) {
    pausesLeft = pauses;
    return this;
  }

  /** Whoever sits there presses Ctrl-C as soon as the command waits for something. */
  public FakeTerminal endAtFirstPause() {
    endsAtFirstPause = true;
    return this;
  }

  public List<List<String>> shown() {
    return shown;
  }

  public boolean isGivenBack() {
    return open == 0;
  }

  @Override
  public boolean isInteractive() {
    return interactive;
  }

  @Override
  public void pause(Duration time) throws InterruptedException {
    if (endsAtFirstPause) {
      endsAtFirstPause = false;
      lastWords.forEach(Runnable::run);
    }
    if (pausesLeft-- == 0) {
      throw new InterruptedException();
    }
  }

  @Override
  public Vigil onEnd(Runnable words) {
    lastWords.add(words);
    return () -> lastWords.remove(words);
  }

  @Override
  public Screen open() {
    open++;
    return new Screen() {
      @Override
      public Size size() {
        return sizes.isEmpty()
            ? Size.STANDARD
            : sizes.size() > 1 ? sizes.remove() : sizes.element();
      }

      @Override
      public void show(List<String> lines) {
        shown.add(lines);
      }

      @Override
      public int key(Duration wait) {
        return keys.isEmpty() ? -1 : keys.remove();
      }

      @Override
      public void close() {
        open--;
      }
    };
  }
}
