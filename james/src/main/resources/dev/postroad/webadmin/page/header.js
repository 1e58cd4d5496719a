// SPDX-License-Identifier: Apache-2.0
/** The head of the page: where to go, what to look for, and how fresh it all is. */

import { fill, h } from "./dom.js";
import { told } from "./errors.js";
import { span, timeOf, now } from "./format.js";
import { language, t } from "./i18n.js";
import { help } from "./keys.js";
import { go, link } from "./router.js";
import { isSignedIn, signOut } from "./session.js";
import { nextTheme, theme } from "./theme.js";

const VIEWS = ["overview", "sites", "mails", "attempts", "trace", "policy", "actions"];
const TICK_MILLIS = 1000;

const status = { error: null, at: null, next: 0, poller: null };
let shownState = null;

/**
 * Draws the head.
 * @param {object} route
 * @param {{language: (code: string) => void}} orders
 */
export function header(route, orders) {
  const search = (event, form) => {
    event.preventDefault();
    const q = new FormData(form).get("q").trim();
    if (q) {
      go(link("trace", null, { q }));
    }
  };
  document.getElementById("skip").textContent = t("skip");
  fill(
    document.getElementById("header"),
    h(
      "div",
      { class: "bar" },
      h("strong", { class: "brand" }, "Postroad"),
      h(
        "form",
        { class: "search", role: "search", on: { submit: search } },
        h("input", {
          id: "search",
          type: "search",
          name: "q",
          value: route.view === "trace" ? (route.query.q ?? "") : "",
          "aria-label": t("search"),
          placeholder: t("search.hint"),
          autocomplete: "off",
          spellcheck: "false",
        }),
        h("button", null, t("search.go")),
      ),
      h("div", { id: "status", class: "status-line", "data-own": true }),
      h("div", { class: "tools" }, tools(orders, route)),
    ),
    h("nav", { "aria-label": t("views") }, h("ul", null, VIEWS.map((view) => tab(view, route)))),
  );
  drawStatus();
}

function tab(view, route) {
  const isHere = route.view === view;
  return h("li", null, h("a", { href: link(view), "aria-current": isHere ? "page" : null }, t(`view.${view}`)));
}

function tools(orders, route) {
  const other = language() === "en" ? "zh" : "en";
  const tool = (label, text, click) =>
    h("button", { type: "button", class: "quiet", "aria-label": label, title: label, on: { click } }, text);
  const signs = { system: "◑", light: "☀", dark: "☾" };
  return [
    tool(t("theme", { theme: t(`theme.${theme()}`) }), signs[theme()], () => {
      nextTheme();
      header(route, orders);
    }),
    h(
      "button",
      { type: "button", class: "quiet", lang: other === "zh" ? "zh-Hans" : "en", on: { click: () => orders.language(other) } },
      other === "zh" ? "中文" : "English",
    ),
    tool(t("help.title"), "?", help),
    isSignedIn() && h("button", { type: "button", class: "quiet", on: { click: signOut } }, t("signOut")),
  ];
}

/** Takes the poller that is to be paused and asked from now on. */
export function watch(poller) {
  status.poller = poller;
  drawStatus();
}

/**
 * Says how the last question to the server ended.
 * @param {Error|null} error
 * @param {number} nextMillis until the next question
 */
export function setStatus(error, nextMillis) {
  status.error = error;
  status.at = error === null ? now() : status.at;
  status.next = Date.now() + nextMillis;
  drawStatus();
}

/** Shows what is known of the server's answers. */
export function drawStatus() {
  const place = document.getElementById("status");
  if (place === null || (status.at === null && status.error === null)) {
    return;
  }
  const { error, at, next, poller } = status;
  const state = error ? "stale" : poller.paused ? "paused" : "live";
  document.body.classList.toggle("is-stale", state === "stale");
  fill(
    place,
    h("span", { class: `dot is-${state}`, "aria-hidden": "true" }),
    h("span", { class: "status-text" }, wording(state, error, at, next)),
    h(
      "button",
      {
        type: "button",
        class: "quiet",
        on: {
          click() {
            if (status.error) {
              poller.now();
            } else {
              poller.paused = !poller.paused;
              drawStatus();
            }
          },
        },
      },
      t(error ? "status.retry" : poller.paused ? "status.resume" : "status.pause"),
    ),
  );
  announce(state);
}

function wording(state, error, at, next) {
  switch (state) {
    case "live":
      return t("status.live", { time: timeOf(at) });
    case "paused":
      return t("status.paused", { time: timeOf(at) });
    default:
      return t(error.status > 0 ? "status.error" : at === null ? "status.never" : "status.stale", {
        span: span(now() - at),
        why: told(error),
        next: span(Math.max(0, next - Date.now())),
      });
  }
}

/** Screen readers hear of a change, not of every second. */
function announce(state) {
  if (shownState !== null && shownState !== state) {
    const live = document.getElementById("alerts");
    const sentence = h("p", { class: "offscreen" }, t(`status.became.${state}`));
    live.append(sentence);
    setTimeout(() => sentence.remove(), 5000);
  }
  shownState = state;
}

setInterval(() => {
  if (status.error && !document.hidden) {
    drawStatus();
  }
}, TICK_MILLIS);
