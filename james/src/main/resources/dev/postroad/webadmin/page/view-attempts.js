// SPDX-License-Identifier: Apache-2.0
/** The latest attempts, newest first, as far back as the server remembers. */

import { get } from "./api.js";
import { command, options } from "./command.js";
import { foreign, h } from "./dom.js";
import { clock, number, span } from "./format.js";
import { t, word } from "./i18n.js";
import { badge, filters, pager, panel, reply, table } from "./parts.js";
import { link } from "./router.js";

const LIMIT = 50;
const OUTCOMES = ["delivered", "deferred", "postponed", "failed", "given-up", "bounced", "deleted", "held", "refused", "discarded"];
const AGES = ["5m", "15m", "1h", "4h", "24h"];
const CAUSES =
  "dns unreachable timeout greeting tls auth sender recipient mailbox-full policy rate content size protocol limit suspended down expired operator rule configuration internal other";
const FILTERS = ["mail", "sender", "recipient", "site", "outcome", "cause", "status", "since"];

export const every = 4000;

export function title() {
  return t("view.attempts");
}

export async function load({ query }) {
  return get(["deliveries"], { ...filterOf(query), offset: query.offset, limit: LIMIT });
}

function fields() {
  const any = ["", t("any")];
  return [
    { name: "recipient", label: t("recipient"), hint: t("filter.address.hint") },
    { name: "sender", label: t("sender"), hint: t("filter.address.hint") },
    { name: "site", label: t("site") },
    { name: "outcome", label: t("outcome"), choices: [any, ...OUTCOMES.map((name) => [name, t(`state.${name}`)])] },
    { name: "cause", label: t("cause"), choices: [any, ...CAUSES.split(" ").map((name) => [name, t(`cause.${name}`)])] },
    { name: "status", label: t("status"), hint: "5.7.1" },
    { name: "since", label: t("filter.since"), choices: [any, ...AGES.map((age) => [age, t(`age.${age}`)])] },
  ];
}

export function refused(route, refusal) {
  return panel("attempts", t("attempts"), { bare: true }, filters(route, fields(), refusal));
}

export function render(route, { total, kept, deliveries }) {
  return panel(
    "attempts",
    t("attempts"),
    { bare: true, command: command("deliveries", "list", ...options(filterOf(route.query))) },
    filters(route, fields()),
    kept && h("p", { class: "hint" }, t("attempts.kept", { n: number(kept.entries) }), " ", kept.since && clock(kept.since)),
    table({
      caption: t("attempts"),
      columns: columns(),
      rows: deliveries,
      key: ({ at, mail, recipient, attempt }) => `${at} ${mail} ${recipient} ${attempt}`,
      none: t("attempts.none"),
    }),
    pager(route, total, deliveries.length, LIMIT),
  );
}

/** Who has ended the mail by hand, or which rule did not let it leave, and why. */
function byHand({ by, cause, reason: why }) {
  return h("div", { class: "none" }, t(cause === "rule" ? "cause.rule" : "attempts.by"), " ", foreign(why ? `${by}: ${why}` : by));
}

function filterOf(query) {
  return Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]]));
}

function columns() {
  return [
    { title: t("time"), class: "n", cell: ({ at }) => clock(at) },
    { title: t("outcome"), cell: ({ outcome }) => badge(outcome) },
    { title: t("recipient"), head: true, class: "cut", cell: ({ recipient }) => foreign(recipient) },
    { title: t("sender"), class: "cut opt2", cell: ({ sender }) => foreign(sender || "<>") },
    {
      title: t("site"),
      class: "cut mono opt1",
      cell: ({ site }) => (site ? h("a", { href: link("sites", site) }, foreign(site)) : "–"),
    },
    { title: t("cause"), class: "whole opt1", cell: ({ cause }) => (cause ? word("cause", cause) : "–") },
    { title: t("reply"), class: "long", cell: (attempt) => [reply(attempt), attempt.by && byHand(attempt)] },
    { title: t("took"), class: "n opt2", cell: ({ tookMillis }) => span(tookMillis) },
    {
      title: t("mail"),
      class: "cut mono",
      cell: ({ mail }) => h("a", { href: link("mails", mail), title: mail }, foreign(mail)),
    },
  ];
}
