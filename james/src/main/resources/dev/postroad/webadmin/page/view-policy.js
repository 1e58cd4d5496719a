// SPDX-License-Identifier: Apache-2.0
/** The relay policies in use, what is wrong with their files, and which way mail would go. */

import { get } from "./api.js";
import { command, options } from "./command.js";
import { foreign, h } from "./dom.js";
import { clock } from "./format.js";
import { t, word } from "./i18n.js";
import { reload } from "./orders.js";
import { button, facts, filters, panel, table } from "./parts.js";
import { link } from "./router.js";

const ASKED = ["recipient", "sender", "user", "client"];

export const every = 5000;

export function title() {
  return t("view.policy");
}

export async function load({ query }) {
  const [policy, way] = await Promise.all([get(["policy"]), query.recipient ? askWay(query) : null]);
  return { policy, way };
}

/** A way that cannot be told is no reason to show no policies. */
async function askWay(query) {
  try {
    return await get(["route"], Object.fromEntries(ASKED.map((name) => [name, query[name]])));
  } catch (error) {
    if (error.status > 0) {
      return { problem: error };
    }
    throw error;
  }
}

function fields() {
  return [
    { name: "recipient", label: t("recipient"), hint: "bob@partner.example" },
    { name: "sender", label: t("sender") },
    { name: "user", label: t("user") },
    { name: "client", label: t("client"), hint: "192.0.2.1" },
  ];
}

export function render(route, { policy, way }, refresh) {
  return [
    panel(
      "policies",
      t("policies"),
      { tools: [button(t("reload"), () => reload(refresh))], command: command("policy", "show") },
      policy.policies.length === 0 ? h("p", { class: "none" }, t("policies.none")) : policy.policies.map(one),
    ),
    panel(
      "way",
      t("way"),
      {
        command:
          route.query.recipient &&
          command("route", route.query.recipient, ...options({ sender: route.query.sender, user: route.query.user, client: route.query.client })),
      },
      h("p", { class: "hint" }, t("way.how")),
      filters(route, fields(), way?.problem),
      way && !way.problem && explained(way),
    ),
  ];
}

function one({ name, inUseSince, changedSince, problems }) {
  return h(
    "article",
    { class: "policy", "data-key": name },
    h("h3", null, foreign(name)),
    facts([t("policy.since"), clock(inUseSince)], [t("policy.files"), changedSince ? t("policy.changed") : t("policy.same")]),
    problems.length > 0 && [
      h("p", { class: "problem" }, t("policy.problems")),
      h("ul", { class: "problem-list" }, problems.map(({ severity, text }) => h("li", null, h("b", null, t(`severity.${severity}`)), " ", foreign(text)))),
    ],
  );
}

function siteLink(site) {
  return h("div", null, h("a", { href: link("sites", site), class: "mono" }, foreign(site)));
}

function explained({ recipient, classes, route, mx, tls, rules, permit }) {
  const demands = new Map((tls ?? []).map((demand) => [demand.host, demand]));
  return h(
    "div",
    { class: "stack", "data-key": recipient },
    facts(
      [t("recipient"), foreign(recipient)],
      [t("way.classes"), classes.join(", ") || "–"],
      permit && [t("way.permit"), [permit.granted ? t("way.granted") : foreign(permit.status ?? ""), " ", foreign(permit.rule)]],
      [t("way.kind"), [h("strong", null, word("way", route.kind)), " ", foreign(route.relays.join(", "))]],
      [t("way.rule"), foreign(route.rule)],
      [t("site"), mx.sites.length > 0 ? mx.sites.map(siteLink) : (mx.enhancedStatus ?? "–")],
    ),
    table({
      caption: t("hosts"),
      columns: [
        { title: t("preference"), class: "n", cell: ({ preference }) => String(preference) },
        { title: t("host"), head: true, class: "mono", cell: ({ name }) => foreign(name) },
        { title: t("address"), class: "mono", cell: ({ addresses }) => addresses.join(", ") || "–" },
        {
          title: "TLS",
          cell: ({ name }) => [demands.get(name)?.demand ?? "–", " ", h("small", { class: "none" }, demands.get(name)?.because)],
        },
      ],
      rows: mx.hosts,
      key: ({ name }) => name,
      none: t("hosts.none"),
    }),
    rules?.routes.length > 0 &&
      table({
        caption: t("way.rules"),
        columns: [
          { title: t("way.matches"), cell: ({ matched }) => (matched ? t("yes") : t("no")) },
          { title: t("way.rules"), head: true, cell: ({ rule }) => foreign(rule) },
          { title: t("way.saw"), cell: ({ conditions }) => foreign(conditions.map(({ saw }) => saw).join("; ")) },
        ],
        rows: rules.routes,
        key: ({ rule }) => rule,
        none: "–",
      }),
  );
}
