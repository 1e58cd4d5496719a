// SPDX-License-Identifier: Apache-2.0
/** The way of a mail, or of all mails of an address, from acceptance to ending. */

import { get } from "./api.js";
import { command } from "./command.js";
import { foreign, h } from "./dom.js";
import { clock } from "./format.js";
import { counted, t, word } from "./i18n.js";
import { addresses, badge, panel } from "./parts.js";
import { link } from "./router.js";

export const every = 4000;

export function title() {
  return t("view.trace");
}

export async function load({ query }) {
  return query.q ? get(["trace"], { q: query.q }) : null;
}

export function render({ query }, found) {
  if (found === null) {
    return panel("traces", t("view.trace"), { bare: true }, h("p", null, t("trace.how")));
  }
  return panel(
    "traces",
    t("trace.of"),
    { command: command("trace", query.q) },
    h("p", null, foreign(query.q, { class: "mono" }), " · ", counted("trace.found", found.total)),
    found.total > found.mails.length && h("p", { class: "banner" }, counted("trace.newest", found.mails.length)),
    found.mails.length === 0 ? h("p", { class: "none" }, t("trace.none")) : found.mails.map((mail) => timeline(mail)),
  );
}

/** The story of one mail. */
export function timeline(mail) {
  return h(
    "article",
    { class: "trace", "data-key": mail.id, "aria-label": mail.id },
    h(
      "h3",
      null,
      h("a", { href: link("mails", mail.id), class: "mono" }, foreign(mail.id)),
      " ",
      mail.state && badge(mail.state),
    ),
    h(
      "p",
      { class: "from-to" },
      foreign(mail.sender || "<>"),
      h("span", { "aria-hidden": "true" }, " → "),
      h("span", { class: "offscreen" }, t("to")),
      h("span", null, addresses(mail.recipients, 5)),
    ),
    h("ol", { class: "events" }, mail.events.map((event) => step(event, mail.id))),
  );
}

/** A part of a mail has a name of its own. */
function step({ at, what, mail, recipient, site, text }, whole) {
  return h(
    "li",
    { class: `event is-${String(what).replace(/[^a-z-]/g, "")}` },
    clock(at),
    h("strong", null, word("event", what)),
    h(
      "span",
      null,
      mail && mail !== whole && [foreign(mail, { class: "mono" }), " "],
      recipient && [foreign(recipient), " "],
      site && [h("a", { href: link("sites", site), class: "mono" }, foreign(site)), " "],
      text && foreign(text, { class: "said" }),
    ),
  );
}
