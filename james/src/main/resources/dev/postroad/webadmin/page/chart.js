// SPDX-License-Identifier: Apache-2.0
/** Lines over time, drawn as lanes: each on its own scale, so that three failures show beside ten thousand deliveries. */

import { h, morph, s } from "./dom.js";
import { t } from "./i18n.js";
import { number, timeOf } from "./format.js";

const LANE_HEIGHT = 44;
const cursors = new Map();
const opened = new Set();

/**
 * @typedef {object} Lane
 * @property {string} name names its colour
 * @property {string} label
 * @property {number[]} values one a step
 * @property {boolean} [level] a level (how many wait), not a count within the step
 */

/**
 * A chart with a table of the same values by the minute.
 * @param {{id: string, label: string, from: number, stepSeconds: number, lanes: Lane[]}} what
 *   from: the time of the first value in milliseconds
 */
export function chart(what) {
  const steps = Math.max(...what.lanes.map((lane) => lane.values.length), 1);
  const cursor = cursors.get(what.id) ?? null;
  const at = cursor === null ? null : Math.min(steps - 1, Math.floor(cursor * steps));
  const move = (event, figure) => {
    const box = figure.querySelector("svg").getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    point(what, figure, share >= 0 && share < 1 ? share : null);
  };
  return h(
    "figure",
    {
      class: "chart",
      "data-key": what.id,
      on: {
        pointermove: move,
        pointerout: (event, figure) => figure.contains(event.relatedTarget) || point(what, figure, null),
      },
    },
    h("figcaption", { class: "offscreen" }, what.label),
    what.lanes.map((lane) => laneOf(lane, what.stepSeconds, steps, at)),
    axis(what, steps, at),
    values(what),
  );
}

function point(what, figure, share) {
  cursors.set(what.id, share);
  morph(figure, chart(what));
}

function laneOf(lane, stepSeconds, steps, at) {
  const rates = lane.level ? lane.values : lane.values.map((count) => (count * 60) / stepSeconds);
  const peak = Math.max(...rates, 0);
  const shown = at === null ? latest(lane, rates, stepSeconds) : (rates[at] ?? 0);
  const label = t(lane.level ? "chart.level" : "chart.rate", {
    what: lane.label,
    now: number(shown),
    peak: number(peak),
  });
  return h(
    "div",
    { class: `lane lane-${lane.name}` },
    h("span", { class: "lane-label" }, lane.label),
    s(
      "svg",
      { viewBox: `0 0 ${steps} ${LANE_HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label },
      peak > 0 && s("path", { class: "area", d: `${stairs(rates, peak)}V${LANE_HEIGHT}H0Z` }),
      peak > 0 && s("path", { class: "edge", d: stairs(rates, peak) }),
      s("line", { class: "ground", x1: 0, x2: steps, y1: LANE_HEIGHT, y2: LANE_HEIGHT }),
      at !== null && s("line", { class: "cursor", x1: at + 0.5, x2: at + 0.5, y1: 0, y2: LANE_HEIGHT }),
    ),
    h(
      "span",
      { class: "lane-value", "aria-hidden": "true" },
      h("span", null, h("b", null, number(shown)), !lane.level && h("small", null, " ", t("chart.perMinute"))),
      h("small", null, t("chart.peak", { n: number(peak) })),
    ),
  );
}

/** Counts vary from step to step: what is said of now is the last minute. */
function latest(lane, rates, stepSeconds) {
  if (lane.level) {
    return rates.at(-1) ?? 0;
  }
  const last = rates.slice(-Math.max(1, Math.round(60 / stepSeconds)));
  return Math.round(last.reduce((sum, rate) => sum + rate, 0) / Math.max(1, last.length));
}

function stairs(values, peak) {
  const height = (value) => (LANE_HEIGHT - (value / peak) * (LANE_HEIGHT - 3)).toFixed(1);
  return values.map((value, index) => `${index === 0 ? "M0 " : "V"}${height(value)}H${index + 1}`).join("");
}

function axis({ from, stepSeconds }, steps, at) {
  const time = (step) => timeOf(from + step * stepSeconds * 1000).replace(/:\d\d$/, "");
  const marks = [0, 1 / 3, 2 / 3, 1].map((share) => h("span", null, time(Math.round(share * steps))));
  return h(
    "div",
    { class: "axis", "aria-hidden": "true" },
    h("span", { class: "lane-label" }),
    h("div", { class: "marks" }, marks),
    h("span", { class: "lane-value" }, at === null ? "" : timeOf(from + at * stepSeconds * 1000)),
  );
}

/** The rows of the table are made for whoever opens it. */
function values(what) {
  const { id, label } = what;
  const open = opened.has(id);
  const toggled = (event, details) => {
    if (details.open !== opened.has(id)) {
      opened[details.open ? "add" : "delete"](id);
      morph(details, values(what));
    }
  };
  return h(
    "details",
    { class: "values", open, on: { toggle: toggled } },
    h("summary", null, t("chart.asTable")),
    open && h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label }, minutes(what)),
  );
}

function minutes({ label, from, stepSeconds, lanes }) {
  const perMinute = Math.max(1, Math.round(60 / stepSeconds));
  const steps = Math.max(...lanes.map((lane) => lane.values.length));
  const rows = [];
  for (let end = steps; end > 0; end -= perMinute) {
    rows.push([Math.max(0, end - perMinute), end]);
  }
  const of = (lane, [begin, end]) => {
    const part = lane.values.slice(begin, end);
    return lane.level ? (part.at(-1) ?? 0) : part.reduce((sum, count) => sum + count, 0);
  };
  const head = h(
    "tr",
    null,
    h("th", { scope: "col" }, t("chart.minute")),
    lanes.map((lane) => h("th", { scope: "col", class: "n" }, lane.label)),
  );
  const body = rows.map((row) =>
    h(
      "tr",
      null,
      h("th", { scope: "row" }, timeOf(from + row[0] * stepSeconds * 1000)),
      lanes.map((lane) => h("td", { class: "n" }, number(of(lane, row)))),
    ),
  );
  return h("table", null, h("caption", { class: "offscreen" }, label), h("thead", null, head), h("tbody", null, body));
}

const SPARK_WIDTH = 72;
const SPARK_HEIGHT = 20;

/**
 * A small picture of how rate and depth went.
 * @param {{rate: number[], depth: number[]}} history
 * @param {string} site whose
 */
export function spark({ rate, depth }, site) {
  const count = Math.max(rate.length, depth.length, 2);
  const line = (values) => {
    const peak = Math.max(...values, 0.0001);
    return values.map((value, index) => {
      const x = (((index + count - values.length) / (count - 1)) * SPARK_WIDTH).toFixed(1);
      const y = (SPARK_HEIGHT - 1 - (value / peak) * (SPARK_HEIGHT - 3)).toFixed(1);
      return `${x} ${y}`;
    });
  };
  const label = t("spark", {
    rate: number(rate.at(-1) ?? 0),
    rateWas: number(rate[0] ?? 0),
    depth: number(depth.at(-1) ?? 0),
    depthWas: number(depth[0] ?? 0),
  });
  const isDrawn = rate.length > 1;
  const depths = line(depth);
  return s(
    "svg",
    { class: "spark", "data-site": site, viewBox: `0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`, role: "img", "aria-label": label },
    s("title", null, label),
    isDrawn &&
      Math.max(...depth) > 0 &&
      s("path", {
        class: "depth",
        d: `M${depths[0].split(" ")[0]} ${SPARK_HEIGHT}L${depths.join("L")}V${SPARK_HEIGHT}Z`,
      }),
    isDrawn && s("path", { class: "rate", d: `M${line(rate).join("L")}` }),
  );
}
