// SPDX-License-Identifier: Apache-2.0
/** Asks the server again and again: gently, not for a page that nobody sees, ever seldomer on errors. */

const SLOWEST_MILLIS = 60_000;

export class Poller {
  #load;
  #every;
  #told;
  #timer = null;
  #failures = 0;
  #running = false;
  #paused = false;
  #ended = false;
  #again = false;

  /**
   * @param {() => Promise<void>} load asks and shows
   * @param {number} every milliseconds between an answer and the next question
   * @param {(error: Error|null, nextMillis: number) => void} told hears of each end
   */
  constructor(load, every, told) {
    this.#load = load;
    this.#every = every;
    this.#told = told;
    document.addEventListener("visibilitychange", this.#seen);
  }

  #seen = () => this.#due();

  /** Asks now; if it is asking already, once more afterwards. */
  async now() {
    if (this.#ended || this.#running) {
      this.#again = this.#running;
      return;
    }
    clearTimeout(this.#timer);
    this.#running = true;
    let error = null;
    try {
      await this.#load();
      this.#failures = 0;
    } catch (failure) {
      error = failure;
      this.#failures++;
    }
    this.#running = false;
    if (this.#ended) {
      return;
    }
    const next = Math.min(this.#every * 2 ** this.#failures, SLOWEST_MILLIS);
    this.#told(error, next);
    if (this.#again) {
      this.#again = false;
      this.now();
    } else {
      this.#timer = setTimeout(() => this.#due(), next);
    }
  }

  #due() {
    // Who comes back to the page gets an answer at once.
    if (!document.hidden && !this.#paused) {
      this.now();
    }
  }

  /** Stops asking by itself, or goes on. */
  set paused(paused) {
    this.#paused = paused;
    if (paused) {
      window.dispatchEvent(new Event("paused"));
    } else {
      this.now();
    }
  }

  get paused() {
    return this.#paused;
  }

  /** Asks no more, and shows nothing that is still on its way. */
  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#seen);
  }

  get ended() {
    return this.#ended;
  }
}
