// SPDX-License-Identifier: Apache-2.0
/** One site: its queue, connections, hosts, replies and limits. */

import { get } from "./api.js";
import { chart } from "./chart.js";
import { command } from "./command.js";
import { foreign, h } from "./dom.js";
import { age, clock, number, span } from "./format.js";
import { t, word } from "./i18n.js";
import { selectionButtons } from "./actions.js";
import { limit, siteButtons, unlimit } from "./orders.js";
import { badge, button, facts, panel, reply, table } from "./parts.js";
import { link } from "./router.js";

export const every = 3000;

export function title({ thing }) {
  return thing;
}

export async function load({ thing }) {
  return get(["sites", thing]);
}

export function render(route, site, refresh) {
  return [
    summary(site, refresh),
    h(
      "div",
      { class: "columns wide-left", "data-key": "flow-and-queue" },
      panel("site-flow", t("flow"), {}, series(site.series)),
      h("div", { class: "stack" }, queue(site), limits(site, refresh)),
    ),
    h("div", { class: "columns", "data-key": "peers" }, hosts(site), connections(site)),
    replies(site),
  ];
}

function summary(site, refresh) {
  return panel(
    "summary",
    t("site.now"),
    {
      class: "summary",
      tools: [
        siteButtons(site, refresh),
        button(t("limit"), () => limit(site, refresh)),
        ...selectionButtons({ site: site.name }, refresh, ["flush", "hold", "release"]),
      ],
      command: command("sites", "show", site.name),
    },
    order(site),
    facts(
      [t("state"), badge(site.state)],
      [t("waiting"), number(site.waiting)],
      [t("deferred"), h("a", { href: link("mails", null, { site: site.name, state: "deferred" }) }, number(site.deferred))],
      [t("inUse"), t("inUse.of", { active: site.active, window: site.window, ceiling: site.ceiling })],
      [t("rate"), number(site.rate?.delivered)],
      [t("deferred.rate"), number(site.rate?.deferred)],
      [t("failed.rate"), number(site.rate?.failed)],
      [t("oldest"), age(site.oldest)],
      [t("nextAttempt"), age(site.nextAttempt)],
      [t("took"), site.tookMillis ? `${span(site.tookMillis.median)} · ${span(site.tookMillis.p95)}` : "–"],
    ),
    h(
      "p",
      { class: "links" },
      h("a", { href: link("mails", null, { site: site.name }) }, t("site.mails")),
      h("a", { href: link("attempts", null, { site: site.name }) }, t("site.attempts")),
    ),
  );
}

/** Why it does not send, where it does not. */
function order({ suspension, hold }) {
  if (suspension) {
    return h(
      "p",
      { class: "banner" },
      h("strong", null, suspension.until ? t("suspended.until") : t("suspended.forever")),
      suspension.until && [" ", clock(suspension.until)],
      " · ",
      t("suspended.by", { by: suspension.by }),
      " · ",
      foreign(suspension.reason ?? ""),
    );
  }
  return (
    hold &&
    h(
      "p",
      { class: "banner" },
      h("strong", null, t("held.because")),
      " ",
      foreign(hold.text ?? hold.reason),
      hold.until && [" · ", t("held.until"), " ", clock(hold.until)],
    )
  );
}

function series({ stepSeconds, from, delivered, deferred, failed, waiting }) {
  return chart({
    id: "site-chart",
    label: t("flow.site"),
    from: Date.parse(from),
    stepSeconds,
    lanes: [
      { name: "delivered", label: t("delivered"), values: delivered },
      { name: "deferred", label: t("deferred"), values: deferred },
      { name: "failed", label: t("failed"), values: failed },
      { name: "waiting", label: t("waiting"), values: waiting, level: true },
    ],
  });
}

function queue({ queue: list }) {
  return panel(
    "queue",
    t("queue.byPriority"),
    {},
    table({
      caption: t("queue.byPriority"),
      columns: [
        { title: t("priority"), head: true, cell: ({ priority }) => String(priority) },
        { title: t("waiting"), class: "n", cell: ({ waiting }) => number(waiting) },
      ],
      rows: list,
      key: ({ priority }) => String(priority),
      none: t("queue.none"),
    }),
  );
}

function limits(site, refresh) {
  const isOurs = site.limits.some(({ from }) => String(from).startsWith("operator"));
  return panel(
    "limits",
    t("limits"),
    { tools: isOurs ? [button(t("unlimit"), () => unlimit(site, refresh))] : [] },
    site.limited &&
      h(
        "p",
        null,
        t("limited.by", { by: site.limited.by }),
        site.limited.until && [" · ", t("held.until"), " ", clock(site.limited.until)],
        site.limited.reason && [" · ", foreign(site.limited.reason)],
      ),
    table({
      caption: t("limits"),
      columns: [
        { title: t("limit.name"), head: true, cell: ({ name }) => word("limitName", name) },
        { title: t("limit.value"), class: "n", cell: ({ value }) => String(value) },
        { title: t("limit.from"), cell: ({ from }) => foreign(from) },
      ],
      rows: site.limits,
      key: ({ name }) => name,
      none: "–",
    }),
  );
}

function hosts({ hosts: list }) {
  const rows = list.flatMap((host) =>
    (host.addresses.length > 0 ? host.addresses : [null]).map((address) => ({ host, address })),
  );
  return panel(
    "hosts",
    t("hosts"),
    {},
    table({
      caption: t("hosts"),
      columns: [
        { title: t("preference"), class: "n", cell: ({ host }) => number(host.preference) },
        { title: t("host"), head: true, class: "mono", cell: ({ host }) => foreign(host.host) },
        { title: t("address"), class: "mono", cell: ({ address }) => address?.address ?? "–" },
        { title: t("state"), cell: ({ address }) => (address ? badge(address.state) : "–") },
        { title: t("failures"), class: "n", cell: ({ address }) => number(address?.failures) },
        { title: t("until"), class: "n", cell: ({ address }) => age(address?.until) },
      ],
      rows,
      key: ({ host, address }) => `${host.host} ${address?.address}`,
      none: t("hosts.none"),
    }),
  );
}

function connections({ connections: list }) {
  return panel(
    "connections",
    t("connections"),
    {},
    table({
      caption: t("connections"),
      columns: [
        { title: t("host"), head: true, class: "mono", cell: ({ host }) => foreign(host) },
        { title: t("address"), class: "mono", cell: ({ address, port }) => `${address}:${port}` },
        { title: "TLS", cell: ({ tls }) => tls ?? t("tls.none") },
        { title: t("busy"), class: "n", cell: ({ busy }) => number(busy) },
        { title: t("idle"), class: "n", cell: ({ idle }) => number(idle) },
      ],
      rows: list,
      key: ({ host, address, port, tls }) => `${host} ${address} ${port} ${tls}`,
      none: t("connections.none"),
    }),
  );
}

function replies({ name, replies: list }) {
  return panel(
    "replies",
    t("replies"),
    { command: command("deliveries", "list", "--site", name) },
    table({
      caption: t("replies"),
      columns: [
        { title: t("time"), class: "n", cell: ({ at }) => clock(at) },
        { title: t("recipient"), head: true, class: "cut", cell: ({ recipient }) => foreign(recipient ?? "–") },
        { title: t("host"), class: "cut mono opt2", cell: ({ host }) => foreign(host ?? "–") },
        { title: t("stage"), class: "opt2", cell: ({ stage }) => stage ?? "–" },
        { title: t("reply"), class: "long", cell: reply },
        { title: t("took"), class: "n opt1", cell: ({ tookMillis }) => span(tookMillis) },
        {
          title: t("mail"),
          class: "cut mono",
          cell: ({ mail }) => (mail ? h("a", { href: link("mails", mail) }, foreign(mail)) : "–"),
        },
      ],
      rows: list,
      key: ({ at, mail, recipient }) => `${at} ${mail} ${recipient}`,
      none: t("replies.none"),
    }),
  );
}
