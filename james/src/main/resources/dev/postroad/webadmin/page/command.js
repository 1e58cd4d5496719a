// SPDX-License-Identifier: Apache-2.0
/** The command line that does what a part of the page does, ready to be copied. */

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { notice } from "./notice.js";

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
const UNTYPEABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/**
 * Returns a command line for a shell.
 * @param {string[]} words what comes after the program and its --url
 * @returns {string|null} null if a word holds what cannot be typed
 */
export function commandLine(words) {
  const all = ["postroad", "--url", location.origin, ...words];
  return all.some((word) => UNTYPEABLE.test(word)) ? null : all.map(quoted).join(" ");
}

/** Returns the words for options that are set: {state: "held"} is --state held, true is the option alone. */
export function options(values) {
  return Object.entries(values).flatMap(([name, value]) => {
    const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) {
      return [option];
    }
    return value === null || value === undefined || value === false || value === ""
      ? []
      : [option, String(value)];
  });
}

/** Shows a command line with a button that copies it; nothing if there is none. */
export function command(...words) {
  const line = commandLine(words);
  return (
    line &&
    h(
      "div",
      { class: "command" },
      h("span", { class: "prompt", "aria-hidden": "true" }, "$"),
      h("code", { class: "line" }, line),
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": t("command.copyThis", { command: line }),
          on: { click: () => copy(line) },
        },
        t("command.copy"),
      ),
    )
  );
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Over plain HTTP a browser has no clipboard but this.
    const area = h("textarea", { class: "offscreen", readonly: true }, text);
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    const before = document.activeElement;
    area.select();
    document.execCommand("copy");
    area.remove();
    before?.focus({ preventScroll: true });
  }
  notice(t("command.copied"));
}

function quoted(word) {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
