// SPDX-License-Identifier: Apache-2.0
/** What views are put together from. */

import { foreign, h } from "./dom.js";
import { counted, t, word } from "./i18n.js";
import { number } from "./format.js";
import { changed, go } from "./router.js";

const GLYPHS = {
  idle: "○",
  sending: "▶",
  waiting: "◷",
  queued: "◷",
  deferred: "↻",
  postponed: "↻",
  held: "◐",
  down: "▼",
  suspended: "Ⅱ",
  delivered: "✓",
  failed: "✕",
  "given-up": "✕",
  bounced: "✕",
  deleted: "✕",
  refused: "✕",
  discarded: "✕",
  up: "▲",
  probing: "?",
};

/** What a site, a mail or a host is in, as a word with a sign; colour comes on top. */
export function badge(state) {
  return h(
    "span",
    { class: `badge is-${String(state).replace(/[^a-z-]/g, "")}` },
    h("span", { class: "glyph", "aria-hidden": "true" }, GLYPHS[state] ?? "•"),
    word("state", state),
  );
}

/**
 * A part of the page with a heading.
 * @param {string} id
 * @param {string} title
 * @param {{class?: string, bare?: boolean, tools?: Node[], command?: Node|null}} more
 *   bare: the heading is that of the whole view, and heard only
 */
export function panel(id, title, more, ...content) {
  return h(
    "section",
    { class: `panel ${more.class ?? ""}`, id, "aria-labelledby": `${id}-title`, "data-key": id },
    h(
      "div",
      { class: more.bare ? "offscreen" : "panel-head" },
      h("h2", { id: `${id}-title` }, title),
      more.tools && h("div", { class: "tools" }, more.tools),
    ),
    content,
    more.command,
  );
}

/**
 * A table.
 * @param {object} what
 * @param {string} what.caption for screen readers
 * @param {object[]} what.columns title, class, cell(row), and sort, the word that sorts by it
 * @param {object[]} what.rows
 * @param {(row: object) => string} what.key tells a row from the others
 * @param {object} [what.route] of a view whose table can be sorted
 * @param {string} [what.sorted] the word it is sorted by
 * @param {string} what.none said when there are no rows
 */
export function table({ caption, columns, rows, key, route, sorted, none }) {
  if (rows.length === 0) {
    return h("p", { class: "none" }, none);
  }
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    h(
      "table",
      null,
      h("caption", { class: "offscreen" }, caption),
      h("thead", null, h("tr", null, columns.map((column) => heading(column, route, sorted)))),
      h(
        "tbody",
        null,
        rows.map((row) => h("tr", { "data-key": key(row) }, () => columns.map((column) => cell(column, row)))),
      ),
    ),
  );
}

function heading(column, route, sorted) {
  const isSorted = column.sort !== undefined && column.sort === sorted;
  return h(
    "th",
    { scope: "col", class: column.class, "aria-sort": isSorted ? (column.up ? "ascending" : "descending") : null },
    column.sort === undefined || !route
      ? column.title
      : h("a", { href: changed(route, { sort: column.sort }) }, column.title, isSorted && (column.up ? " ▴" : " ▾")),
  );
}

function cell(column, row) {
  return h(column.head ? "th" : "td", { class: column.class, scope: column.head ? "row" : null }, column.cell(row));
}

/** Goes through a list that is longer than what is shown. */
export function pager(route, total, shown, limit) {
  const offset = Number(route.query.offset ?? 0);
  const to = (at, label, allowed) =>
    allowed
      ? h("a", { class: "button", href: changed(route, { offset: at || null }) }, label)
      : h("span", { class: "button off", "aria-hidden": "true" }, label);
  return h(
    "nav",
    { class: "pager", "aria-label": t("pager") },
    h(
      "span",
      null,
      total === 0
        ? t("pager.none")
        : t("pager.of", { from: number(offset + 1), to: number(offset + shown), total: number(total) }),
    ),
    total > limit && [
      to(0, t("pager.first"), offset > 0),
      to(Math.max(0, offset - limit), t("pager.back"), offset > 0),
      to(offset + limit, t("pager.on"), offset + shown < total),
    ],
  );
}

let typing = null;

/**
 * A row of fields that filter a view; what is typed counts after a moment.
 * @param {object} route
 * @param {object[]} fields name, label, and choices ([word, label]) or nothing for free text
 * @param {ApiError|null} [refusal] why the server does not take what is in them
 */
export function filters(route, fields, refusal = null) {
  const apply = (event, form) => {
    event.preventDefault();
    clearTimeout(typing);
    const words = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    if (fields.some(({ name }) => (route.query[name] ?? "") !== words[name])) {
      go(changed(route, words), { quietly: true });
    }
  };
  const soon = (event, form) => {
    clearTimeout(typing);
    typing = setTimeout(() => apply(event, form), 350);
  };
  const problem = refusal && `${route.view}-refusal`;
  return h(
    "form",
    // Whoever leaves a field, for a button, has typed to its end.
    { class: "filters", role: "search", on: { submit: apply, input: soon, change: apply } },
    fields.map(({ name, label, choices, hint }) => {
      const value = route.query[name] ?? "";
      const wrong = refusal?.isAbout(name) ? { "aria-invalid": "true", "aria-describedby": problem } : {};
      return h(
        "label",
        { class: "field" },
        h("span", null, label),
        choices
          ? select(name, choices, value, wrong)
          : h("input", {
              name,
              type: "search",
              value,
              placeholder: hint,
              autocomplete: "off",
              spellcheck: "false",
              ...wrong,
            }),
      );
    }),
    refusal && h("p", { class: "problem", id: problem, role: "alert" }, foreign(refusal.message)),
    h("button", { class: "offscreen", tabindex: "-1" }, t("filter")),
  );
}

/** A choice. */
export function select(name, choices, value, more = {}) {
  return h(
    "select",
    { name, "data-value": value, ...more },
    choices.map(([choice, label]) => h("option", { value: choice, selected: choice === value }, label)),
  );
}

/** A field of a dialog. */
export function field(label, control, hint) {
  return h("label", { class: "field" }, h("span", null, label), control, hint && h("small", null, hint));
}

/** The field for why something is done. */
export function reason({ required = false } = {}) {
  return field(
    t("reason"),
    h("input", { name: "reason", required, maxlength: "200", autocomplete: "off" }),
    t("reason.hint"),
  );
}

/** Names with their values. */
export function facts(...pairs) {
  return h(
    "dl",
    { class: "facts" },
    pairs.filter(Boolean).map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))),
  );
}

/** What a server said: a status and its words. */
export function reply(said) {
  return said
    ? h(
        "span",
        { class: "reply" },
        said.status && [h("code", { class: `status s${String(said.status)[0]}` }, said.status), " "],
        foreign(said.text ?? ""),
      )
    : h("span", { class: "none" }, "–");
}

/** Addresses, the first ones in full and the others as a number. */
export function addresses(list, most = 2) {
  return [
    list.slice(0, most).map((address) => h("div", null, foreign(address === "" ? "<>" : address))),
    list.length > most && h("div", { class: "none" }, counted("more", list.length - most)),
  ];
}

/** A button. */
export function button(label, click, more = {}) {
  const { class: kind, ...others } = more;
  return h("button", { type: "button", class: kind, on: { click }, ...others }, label);
}
