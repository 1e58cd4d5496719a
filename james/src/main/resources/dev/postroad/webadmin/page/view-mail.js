// SPDX-License-Identifier: Apache-2.0
/** One mail: how it stands, what happened to it, and what can be done. */

import { get } from "./api.js";
import { command } from "./command.js";
import { foreign, h } from "./dom.js";
import { age, number, size } from "./format.js";
import { t, word } from "./i18n.js";
import { mailButtons } from "./actions.js";
import { addresses, badge, facts, panel, reply } from "./parts.js";
import { link } from "./router.js";
import { timeline } from "./view-trace.js";

export const every = 3000;

export function title({ thing }) {
  return thing;
}

export async function load({ thing }) {
  const [mail, trace] = await Promise.all([
    // What has ended is not there any more; its story still is.
    get(["mails", thing]).catch((error) => (error.status === 404 ? null : Promise.reject(error))),
    get(["trace"], { q: thing }),
  ]);
  return { mail, trace };
}

export function render(route, { mail, trace }, refresh) {
  return [
    mail ? summary(mail, refresh) : panel("summary", t("mail"), {}, h("p", null, t("mail.ended"))),
    panel(
      "story",
      t("story"),
      { command: command("trace", route.thing) },
      trace.mails.length === 0
        ? h("p", { class: "none" }, t("trace.none"))
        : trace.mails.map((traced) => timeline(traced)),
    ),
  ];
}

function summary(mail, refresh) {
  return panel(
    "summary",
    t("mail"),
    { class: "summary", tools: mailButtons(mail, refresh), command: command("mails", "show", mail.id) },
    facts(
      [t("state"), badge(mail.state)],
      [t("sender"), foreign(mail.sender || "<>")],
      [t("recipients"), addresses(mail.recipients, 20)],
      [t("site"), mail.site ? h("a", { href: link("sites", mail.site), class: "mono" }, foreign(mail.site)) : "–"],
      [t("queue"), mail.queue],
      [t("priority"), String(mail.priority)],
      [t("size"), size(mail.size)],
      [t("age"), age(mail.since)],
      [t("tries"), number(mail.attempts)],
      [t("nextAttempt"), age(mail.nextAttempt)],
      mail.toCome && [t("toCome"), [t(`action.${mail.toCome.action}`), " ", t("suspended.by", { by: mail.toCome.by }), " · ", foreign(mail.toCome.reason)]],
      mail.cause && [t("cause"), [word("cause", mail.cause.cause), " ", reply(mail.cause)]],
    ),
  );
}
