// SPDX-License-Identifier: Apache-2.0
/** What leaves, what waits, and why. */

import { get } from "./api.js";
import { chart } from "./chart.js";
import { command } from "./command.js";
import { foreign, h } from "./dom.js";
import { number, serverIsAt, span } from "./format.js";
import { t, word } from "./i18n.js";
import { panel, table } from "./parts.js";
import { link } from "./router.js";
import { note } from "./sparks.js";
import { siteColumns } from "./view-sites.js";

const MOST_SITES = 10;
const TOTALS = ["sending", "waiting", "deferred", "held", "sites", "suspended", "down", "connections"];

export const every = 3000;

export function title() {
  return t("view.overview");
}

export async function load() {
  const [overview, sites] = await Promise.all([
    get(["overview"], { minutes: 30 }),
    get(["sites"], { sort: "depth", limit: MOST_SITES }),
  ]);
  serverIsAt(overview.now);
  note(sites.sites);
  return { overview, sites };
}

export function render(route, { overview, sites }, refresh) {
  return [
    totals(overview.totals),
    h(
      "div",
      { class: "columns wide-left", "data-key": "flow-and-problems" },
      panel("flow", t("flow"), { command: command("status") }, flow(overview)),
      h("div", { class: "stack" }, problems(overview.problems), causes(overview.causes)),
    ),
    panel(
      "busiest",
      t("busiest"),
      {
        tools: [h("a", { href: link("sites") }, t("busiest.all", { n: number(sites.total) }))],
        command: command("top"),
      },
      table({
        caption: t("busiest"),
        columns: siteColumns(refresh),
        rows: sites.sites,
        key: (site) => site.name,
        none: t("sites.none"),
      }),
    ),
    h(
      "div",
      { class: "columns", "data-key": "slow-and-loud" },
      slowest(overview.slowest),
      loudest(overview.loudest),
    ),
  ];
}

function totals(all) {
  const places = {
    sending: link("mails", null, { state: "sending" }),
    waiting: link("sites", null, { sort: "waiting" }),
    deferred: link("mails", null, { state: "deferred" }),
    held: link("mails", null, { state: "held" }),
    sites: link("sites"),
    suspended: link("sites", null, { state: "suspended" }),
    down: link("sites", null, { state: "down" }),
  };
  return h(
    "section",
    { class: "totals", "aria-label": t("totals"), "data-key": "totals" },
    h(
      "ul",
      null,
      TOTALS.map((name) => {
        const inside = [
          h("span", { class: "total-name" }, t(`total.${name}`)),
          h("span", { class: all[name] ? "total" : "total zero" }, number(all[name])),
        ];
        return h("li", { class: `of-${name}` }, places[name] ? h("a", { href: places[name] }, inside) : h("div", null, inside));
      }),
    ),
  );
}

function flow({ points, stepSeconds, now }) {
  const of = (name) => points.map((point) => point[name]);
  const from = points.length > 0 ? Date.parse(points[0].t) : Date.parse(now);
  return chart({
    id: "flow-chart",
    label: t("flow.chart"),
    from,
    stepSeconds,
    lanes: [
      { name: "delivered", label: t("delivered"), values: of("delivered") },
      { name: "deferred", label: t("deferred"), values: of("deferred") },
      { name: "failed", label: t("failed"), values: of("failed") },
      { name: "waiting", label: t("waiting"), values: of("waiting"), level: true },
    ],
  });
}

function problems(list) {
  return panel(
    "problems",
    t("problems"),
    { class: list.length > 0 ? "has-problems" : "" },
    list.length === 0
      ? h("p", { class: "good" }, h("span", { "aria-hidden": "true" }, "✓ "), t("problems.none"))
      : h("ul", { class: "problem-list" }, list.map((text) => h("li", null, foreign(text)))),
  );
}

function causes(list) {
  return panel(
    "causes",
    t("causes"),
    { command: list.length > 0 && command("deliveries", "list", "--cause", list[0].cause) },
    table({
      caption: t("causes"),
      columns: [
        {
          title: t("cause"),
          head: true,
          class: "whole",
          cell: ({ cause, status }) => [
            h("a", { href: link("attempts", null, { cause }) }, word("cause", cause)),
            status && [" ", h("code", { class: `status s${status[0]}` }, status)],
          ],
        },
        { title: t("count"), class: "n", cell: ({ count }) => number(count) },
        { title: t("example"), class: "fill", cell: ({ example }) => foreign(example ?? "", { title: example }) },
      ],
      rows: list,
      key: ({ cause, status }) => `${cause} ${status}`,
      none: t("causes.none"),
    }),
  );
}

function siteLink({ site }) {
  return h("a", { href: link("sites", site), class: "mono" }, foreign(site));
}

function slowest(list) {
  return panel(
    "slowest",
    t("slowest"),
    { command: command("sites", "list", "--sort", "oldest") },
    table({
      caption: t("slowest"),
      columns: [
        { title: t("site"), head: true, class: "fill", cell: siteLink },
        { title: t("median"), class: "n", cell: ({ medianMillis }) => span(medianMillis) },
        { title: t("p95"), class: "n", cell: ({ p95Millis }) => span(p95Millis) },
      ],
      rows: list,
      key: ({ site }) => site,
      none: t("slowest.none"),
    }),
  );
}

function loudest(list) {
  const most = Math.max(...list.map(({ count }) => count), 1);
  return panel(
    "loudest",
    t("loudest"),
    { command: command("sites", "list", "--sort", "rate") },
    table({
      caption: t("loudest"),
      columns: [
        { title: t("site"), head: true, class: "fill", cell: siteLink },
        { title: t("attempts"), class: "n", cell: ({ count }) => number(count) },
        {
          title: h("span", { class: "offscreen" }, t("share")),
          class: "gauge",
          cell: ({ count }) => h("progress", { max: most, value: count, "aria-hidden": "true" }),
        },
      ],
      rows: list,
      key: ({ site }) => site,
      none: t("loudest.none"),
    }),
  );
}
