// SPDX-License-Identifier: Apache-2.0
/**
 * How the sites on the page went lately: rate (delivered per minute, over five minutes) and depth,
 * every half a minute. What was before the page came is asked of the server once for each site that
 * is looked at, one after the other.
 */

import { get } from "./api.js";
import { now } from "./format.js";

const STEP_MILLIS = 30_000;
const WINDOW_MINUTES = 5;
const MOST_POINTS = 60;
const MOST_SITES = 500;
const kept = new Map();
const wanted = [];
let asking = false;
// A paused page asks nothing, not even what it has begun to.
window.addEventListener("paused", () => (wanted.length = 0));

/** Returns the history of a site. */
export function historyOf(name) {
  return kept.get(name) ?? { rate: [], depth: [] };
}

/**
 * Takes in what a list of sites says now.
 * @param {object[]} sites
 */
export function note(sites) {
  wanted.length = 0;
  for (const site of sites) {
    const history = kept.get(site.name);
    if (history === undefined) {
      if (site.state !== "idle" || site.rate?.delivered > 0) {
        wanted.push(site.name);
      }
    } else if (now() - history.at >= STEP_MILLIS) {
      history.rate.push(site.rate?.delivered ?? 0);
      history.depth.push(site.waiting);
      history.rate.splice(0, history.rate.length - MOST_POINTS);
      history.depth.splice(0, history.depth.length - MOST_POINTS);
      history.at = now();
    }
  }
  askNext();
}

async function askNext() {
  if (asking || wanted.length === 0 || document.hidden) {
    return;
  }
  asking = true;
  const name = wanted.shift();
  try {
    keep(name, fromSeries((await get(["sites", name])).series));
    window.dispatchEvent(new CustomEvent("history-came", { detail: name }));
    asking = false;
    askNext();
  } catch {
    // The list itself says what is wrong; the next one asks again.
    asking = false;
  }
}

/**
 * Turns counts by the step into rates over the window.
 * @param {{stepSeconds: number, delivered: number[], waiting: number[]}} series
 */
export function fromSeries({ stepSeconds, delivered, waiting }) {
  const stride = Math.max(1, Math.round(STEP_MILLIS / 1000 / stepSeconds));
  const window = Math.max(1, Math.round((WINDOW_MINUTES * 60) / stepSeconds));
  const rate = [];
  const depth = [];
  const first = Math.min(window, delivered.length) - 1;
  for (let end = delivered.length - 1; end >= Math.max(first, 0); end -= stride) {
    const begin = Math.max(0, end - window + 1);
    const sum = delivered.slice(begin, end + 1).reduce((all, count) => all + count, 0);
    rate.unshift(sum / WINDOW_MINUTES);
    depth.unshift(waiting[end] ?? 0);
  }
  return { rate, depth };
}

function keep(name, history) {
  kept.set(name, { ...history, at: now() });
  if (kept.size > MOST_SITES) {
    kept.delete(kept.keys().next().value);
  }
}
