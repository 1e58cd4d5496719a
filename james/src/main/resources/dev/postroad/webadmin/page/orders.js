// SPDX-License-Identifier: Apache-2.0
/** An operator's orders to a site: suspend, resume, limit. Each asks before it is given. */

import { post, patch } from "./api.js";
import { confirm } from "./dialog.js";
import { command, options } from "./command.js";
import { foreign, h } from "./dom.js";
import { number } from "./format.js";
import { counted, t } from "./i18n.js";
import { notice } from "./notice.js";
import { button, field, reason, select } from "./parts.js";

/** The buttons for a site, the most likely one first. */
export function siteButtons(site, done) {
  return [
    site.suspension
      ? button(t("resume"), () => resume(site, done), { "aria-label": t("resume.this", { site: site.name }) })
      : button(t("suspend"), () => suspend(site, done), { "aria-label": t("suspend.this", { site: site.name }) }),
  ];
}

/** Asks for how long and why, and suspends the site. */
export function suspend(site, done) {
  const spans = ["30m", "1h", "2h", "8h", "24h", ""];
  confirm({
    title: t("suspend.title"),
    content: [
      about(site),
      h("p", null, t("suspend.what")),
      field(t("for"), select("for", spans.map((span) => [span, t(`for.${span || "ever"}`)]), "2h")),
      reason({ required: true }),
    ],
    confirm: t("suspend"),
    words: (given) => ["sites", "suspend", site.name, ...optionsOf(given, "for", "reason")],
    run: async (given) => {
      await patch(["sites", site.name], {
        suspended: true,
        ...(given.get("for") && { for: given.get("for") }),
        reason: given.get("reason"),
      });
      notice(t("suspend.done", { site: site.name }));
      done();
    },
  });
}

/** Asks why, and resumes the site. */
export function resume(site, done) {
  confirm({
    title: t("resume.title"),
    content: [about(site), h("p", null, t("resume.what")), reason({ required: true })],
    confirm: t("resume"),
    words: (given) => ["sites", "resume", site.name, ...optionsOf(given, "reason")],
    run: async (given) => {
      const { book } = await patch(["sites", site.name], { suspended: false, reason: given.get("reason") });
      notice(t("resume.done", { site: site.name }));
      if (book.known < book.open) {
        notice(t("resume.partial", { known: number(book.known), open: number(book.open) }), { stays: true });
      }
      done();
    },
  });
}

/** Asks for limits, and sets them for a while. */
export function limit(site, done) {
  const number = { type: "number", min: "1", max: "1000", inputmode: "numeric" };
  const rate = { type: "text", placeholder: "10/m", pattern: "[0-9]+ ?/ ?[smhd]", autocomplete: "off" };
  confirm({
    title: t("limit.title"),
    content: [
      about(site),
      h("p", null, t("limit.what")),
      field(t("limit.connections"), h("input", { name: "connections", ...number, placeholder: String(site.ceiling ?? "") })),
      field(t("limit.messageRate"), h("input", { name: "messageRate", ...rate })),
      field(t("limit.connectionRate"), h("input", { name: "connectionRate", ...rate })),
      field(t("for"), select("for", ["30m", "1h", "2h", "8h", "24h"].map((span) => [span, t(`for.${span}`)]), "1h")),
      reason({ required: true }),
    ],
    confirm: t("limit"),
    words: (given) => [
      "sites",
      "limit",
      site.name,
      ...optionsOf(given, "connections", "messageRate", "connectionRate", "for", "reason"),
    ],
    run: async (given) => {
      const limits = {
        ...(given.get("connections") && { connections: Number(given.get("connections")) }),
        ...(given.get("messageRate") && { messageRate: given.get("messageRate").trim() }),
        ...(given.get("connectionRate") && { connectionRate: given.get("connectionRate").trim() }),
      };
      if (Object.keys(limits).length === 0) {
        throw new Error(t("limit.none"));
      }
      await patch(["sites", site.name], { limits, for: given.get("for"), reason: given.get("reason") });
      notice(t("limit.done", { site: site.name }));
      done();
    },
  });
}

/** Takes an operator's limits away. */
export function unlimit(site, done) {
  confirm({
    title: t("unlimit.title"),
    content: [about(site), h("p", null, t("unlimit.what"))],
    confirm: t("unlimit"),
    words: () => ["sites", "limit", site.name, "--none"],
    run: async () => {
      await patch(["sites", site.name], { limits: null });
      notice(t("unlimit.done", { site: site.name }));
      done();
    },
  });
}

/** Asks, and has the policies read anew. */
export function reload(done) {
  confirm({
    title: t("reload.title"),
    content: [h("p", null, t("reload.what"))],
    confirm: t("reload"),
    words: () => ["policy", "reload"],
    run: async () => {
      const { policies } = await post(["policy"], { action: "reload" });
      const problems = policies.flatMap((policy) => policy.problems).length;
      notice(problems === 0 ? t("reload.done") : counted("reload.problems", problems), { bad: problems > 0 });
      done();
    },
  });
}

function about(site) {
  return h(
    "p",
    { class: "subject" },
    foreign(site.name, { class: "mono" }),
    h("span", null, t("site.has", { waiting: number(site.waiting), deferred: number(site.deferred) })),
  );
}

/** The options of a command line that say what the fields say. */
function optionsOf(form, ...names) {
  return options(Object.fromEntries(names.map((name) => [name, form.get(name).trim()])));
}

/** What an operator can type to see the same list of sites. */
export function sitesCommand(query) {
  return command("sites", "list", ...options({ state: query.state, name: query.name, sort: query.sort }));
}
