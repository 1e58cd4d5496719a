// SPDX-License-Identifier: Apache-2.0
/** What operators did: who, when, to what, and how it ended. */

import { get } from "./api.js";
import { command } from "./command.js";
import { foreign } from "./dom.js";
import { clock } from "./format.js";
import { t } from "./i18n.js";
import { pager, panel, table } from "./parts.js";

const LIMIT = 50;

export const every = 5000;

export function title() {
  return t("view.actions");
}

export async function load({ query }) {
  return get(["actions"], { limit: LIMIT, offset: query.offset });
}

export function render(route, { total, actions }) {
  return panel(
    "actions",
    t("operatorActions"),
    { bare: true, command: command("actions", "list") },
    table({
      caption: t("operatorActions"),
      columns: [
        { title: t("time"), class: "n", cell: ({ at }) => clock(at) },
        { title: t("who"), cell: ({ by }) => foreign(by) },
        { title: t("what"), head: true, cell: ({ what }) => foreign(what) },
        { title: t("target"), class: "long mono", cell: ({ target }) => foreign(target ?? "–") },
        { title: t("reason"), class: "long", cell: ({ reason }) => foreign(reason ?? "–") },
        { title: t("result"), class: "long", cell: ({ result }) => foreign(result ?? "–") },
      ],
      rows: actions,
      key: ({ at, what, target }) => `${at} ${what} ${target}`,
      none: t("actions.none"),
    }),
    pager(route, total, actions.length, LIMIT),
  );
}
