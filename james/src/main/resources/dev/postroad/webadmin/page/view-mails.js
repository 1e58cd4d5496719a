// SPDX-License-Identifier: Apache-2.0
/** The mails that have not ended, and what can be done with all that a filter selects. */

import { get } from "./api.js";
import { command, options } from "./command.js";
import { foreign, h } from "./dom.js";
import { age, number, size } from "./format.js";
import { counted, t, word } from "./i18n.js";
import { filterOf, selectionButtons } from "./actions.js";
import { addresses, badge, filters, pager, panel, reply, table } from "./parts.js";
import { link } from "./router.js";

const LIMIT = 50;
const STATES = ["queued", "waiting", "sending", "deferred", "held"];
const AGES = ["5m", "1h", "4h", "1d"];

export const every = 4000;

export function title() {
  return t("view.mails");
}

export async function load({ query }) {
  return get(["mails"], {
    ...filterOf(query),
    sort: query.sort ?? "age",
    offset: query.offset,
    limit: LIMIT,
  });
}

function fields() {
  const any = ["", t("any")];
  return [
    { name: "recipient", label: t("recipient"), hint: t("filter.address.hint") },
    { name: "sender", label: t("sender"), hint: t("filter.address.hint") },
    { name: "site", label: t("site") },
    { name: "state", label: t("state"), choices: [any, ...STATES.map((state) => [state, t(`state.${state}`)])] },
    { name: "cause", label: t("cause"), hint: t("filter.cause.hint") },
    { name: "olderThan", label: t("filter.olderThan"), choices: [any, ...AGES.map((span) => [span, t(`age.${span}`)])] },
  ];
}

/** Without a selection there is nothing to be done to it. */
export function refused(route, refusal) {
  return panel("mails", t("mails"), { bare: true }, filters(route, fields(), refusal));
}

export function render(route, { total, mails, complete }, refresh, isCurrent) {
  const filter = filterOf(route.query);
  return panel(
    "mails",
    t("mails"),
    { bare: true, command: command("mails", "list", ...options(filter), ...options({ sort: route.query.sort })) },
    filters(route, fields()),
    h(
      "div",
      { class: "selection", role: "group", "aria-label": t("selection") },
      h("span", null, counted("selection.all", total)),
      selectionButtons(filter, refresh, undefined, !isCurrent),
    ),
    complete === false && h("p", { class: "banner" }, t("mails.incomplete")),
    table({
      caption: t("mails"),
      columns: columns(),
      rows: mails,
      key: ({ id }) => id,
      route,
      sorted: route.query.sort ?? "age",
      none: t("mails.none"),
    }),
    pager(route, total, mails.length, LIMIT),
  );
}

function columns() {
  return [
    { title: t("age"), sort: "age", class: "n", cell: ({ since }) => age(since) },
    { title: t("state"), cell: ({ state }) => badge(state) },
    {
      title: t("mail"),
      head: true,
      class: "cut mono",
      cell: ({ id }) => h("a", { href: link("mails", id), title: id }, foreign(id)),
    },
    { title: t("sender"), class: "cut opt2", cell: ({ sender }) => foreign(sender || "<>") },
    { title: t("recipients"), class: "cut", cell: ({ recipients }) => addresses(recipients) },
    {
      title: t("site"),
      class: "cut mono opt1",
      cell: ({ site }) => (site ? h("a", { href: link("sites", site) }, foreign(site)) : "–"),
    },
    { title: t("tries"), class: "n", cell: ({ attempts }) => number(attempts) },
    { title: t("nextAttempt"), sort: "nextAttempt", class: "n", cell: ({ nextAttempt }) => age(nextAttempt) },
    { title: t("size"), class: "n opt2", cell: ({ size: octets }) => size(octets) },
    {
      title: t("cause"),
      class: "cut opt1",
      cell: ({ cause }) => (cause ? [h("span", null, word("cause", cause.cause)), " ", reply(cause)] : "–"),
    },
  ];
}
