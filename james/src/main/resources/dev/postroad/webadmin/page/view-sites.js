// SPDX-License-Identifier: Apache-2.0
/** All sites: the server sorts, filters and pages, so that five thousand cost no more than fifty. */

import { get } from "./api.js";
import { spark } from "./chart.js";
import { foreign, h, morph } from "./dom.js";
import { age, left, number, someNumber, span } from "./format.js";
import { t } from "./i18n.js";
import { siteButtons, sitesCommand } from "./orders.js";
import { badge, filters, pager, panel, reply, table } from "./parts.js";
import { link } from "./router.js";
import { historyOf, note } from "./sparks.js";

const LIMIT = 50;
const TOGETHER_MILLIS = 250;
const came = new Set();
const STATES = ["sending", "waiting", "held", "down", "suspended", "idle"];

export const every = 3000;

export function title() {
  return t("view.sites");
}

export async function load({ query }) {
  const answer = await get(["sites"], {
    state: query.state,
    name: query.name,
    sort: query.sort ?? "depth",
    offset: query.offset,
    limit: LIMIT,
  });
  note(answer.sites);
  return answer;
}

function fields() {
  return [
    { name: "name", label: t("site.name"), hint: t("site.name.hint") },
    { name: "state", label: t("state"), choices: [["", t("any")], ...STATES.map((state) => [state, t(`state.${state}`)])] },
  ];
}

export function refused(route, refusal) {
  return panel("sites", t("sites"), { bare: true }, filters(route, fields(), refusal));
}

export function render(route, { total, sites }, refresh) {
  return panel(
    "sites",
    t("sites"),
    { bare: true, command: sitesCommand(route.query) },
    filters(route, fields()),
    table({
      caption: t("sites"),
      columns: siteColumns(refresh),
      rows: sites,
      key: (site) => site.name,
      route,
      sorted: route.query.sort ?? "depth",
      none: t("sites.none"),
    }),
    pager(route, total, sites.length, LIMIT),
  );
}

/** What is told of each site in a list. */
export function siteColumns(refresh) {
  return [
    {
      title: t("site"),
      sort: "name",
      up: true,
      head: true,
      class: "cut name",
      cell: ({ name }) => h("a", { href: link("sites", name), class: "mono", title: name }, foreign(name)),
    },
    { title: t("state"), cell: state },
    { title: t("waiting"), sort: "waiting", class: "n", cell: (site) => someNumber(site.waiting) },
    { title: t("deferred"), sort: "deferred", class: "n", cell: (site) => someNumber(site.deferred) },
    { title: t("rate"), sort: "rate", class: "n", cell: ({ rate }) => someNumber(rate?.delivered) },
    { title: t("failed.rate"), sort: "failed", class: "n opt2", cell: ({ rate }) => someNumber(rate?.failed) },
    { title: t("trend"), class: "trend opt1", cell: ({ name }) => trend(name) },
    { title: t("inUse"), class: "n opt2", cell: (site) => `${number(site.active)} / ${number(site.window)}` },
    { title: t("oldest"), sort: "oldest", class: "n", cell: ({ oldest }) => age(oldest) },
    { title: t("median"), class: "n opt2", cell: ({ tookMillis }) => span(tookMillis?.median) },
    { title: t("lastReply"), class: "cut opt1", cell: ({ lastReply }) => reply(lastReply) },
    { title: h("span", { class: "offscreen" }, t("order")), class: "act", cell: (site) => siteButtons(site, refresh) },
  ];
}

function trend(name) {
  return spark(historyOf(name), name);
}

/** Histories come one after the other, fifty for a list: those of a moment are drawn together, and nothing else. */
window.addEventListener("history-came", ({ detail: name }) => {
  if (came.size === 0) {
    setTimeout(drawTrends, TOGETHER_MILLIS);
  }
  came.add(name);
});

function drawTrends() {
  for (const shown of document.querySelectorAll("svg.spark")) {
    const name = shown.getAttribute("data-site");
    if (came.has(name)) {
      morph(shown, trend(name));
    }
  }
  came.clear();
}

function state(site) {
  const until = site.suspension?.until ?? site.hold?.until;
  return h(
    "span",
    { class: "whole", title: site.suspension?.reason ?? site.hold?.text ?? null },
    badge(site.state),
    until && h("small", { class: "none" }, " · ", left(until)),
  );
}
