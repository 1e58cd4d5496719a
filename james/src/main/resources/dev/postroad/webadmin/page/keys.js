// SPDX-License-Identifier: Apache-2.0
/** Shortcuts: single keys, which can be switched off, and their list. */

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { modal } from "./dialog.js";
import { go, link } from "./router.js";

const KEY = "postroad.shortcuts";
/** After g. */
const PLACES = { o: "overview", s: "sites", m: "mails", d: "attempts", t: "trace", p: "policy", a: "actions" };
const PREFIX_MILLIS = 1500;
let prefixed = 0;

/**
 * Listens to keys.
 * @param {{refresh: () => void, pause: () => void}} orders
 */
export function listenToKeys(orders) {
  document.addEventListener("keydown", (event) => {
    if (isOff() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
      return;
    }
    if (document.querySelector("dialog[open]")) {
      return;
    }
    const done = press(event.key, event.timeStamp, orders);
    if (done) {
      event.preventDefault();
    }
  });
}

function press(key, at, { refresh, pause }) {
  if (at - prefixed < PREFIX_MILLIS && key in PLACES) {
    prefixed = 0;
    go(link(PLACES[key]));
    return true;
  }
  prefixed = key === "g" ? at : 0;
  switch (key) {
    case "/":
      document.getElementById("search").focus();
      return true;
    case "r":
      refresh();
      return true;
    case "p":
      pause();
      return true;
    case "?":
      help();
      return true;
    default:
      return false;
  }
}

function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

function isOff() {
  return localStorage.getItem(KEY) === "off";
}

/** Shows what can be pressed. */
export function help() {
  const row = (keys, text) =>
    h("div", null, h("dt", null, keys.map((key) => h("kbd", null, key))), h("dd", null, text));
  const toggle = (event, box) => localStorage.setItem(KEY, box.checked ? "on" : "off");
  modal("help", t("help.title"), [
    h(
      "dl",
      { class: "keys" },
      row(["/"], t("help.search")),
      row(["r"], t("help.refresh")),
      row(["p"], t("help.pause")),
      row(["?"], t("help.help")),
      Object.entries(PLACES).map(([key, view]) => row(["g", key], t(`view.${view}`))),
      row(["Esc"], t("help.escape")),
    ),
    h(
      "label",
      { class: "choice" },
      h("input", { type: "checkbox", checked: !isOff(), on: { change: toggle } }),
      t("help.on"),
    ),
  ]);
}
