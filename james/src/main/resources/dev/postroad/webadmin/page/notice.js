// SPDX-License-Identifier: Apache-2.0
/** Short messages at the edge of the page. */

import { h, printable } from "./dom.js";
import { t } from "./i18n.js";

/**
 * Says something at the edge of the page, and to screen readers.
 * @param {string} text
 * @param {{bad?: boolean, stays?: boolean}} [options]
 * @returns {{update: (text: string, done?: boolean) => void}}
 */
export function notice(text, { bad = false, stays = false } = {}) {
  const body = h("span", null, text);
  const element = h(
    "div",
    { class: bad ? "notice bad" : "notice" },
    body,
    h(
      "button",
      { type: "button", class: "quiet", "aria-label": t("close"), on: { click: () => element.remove() } },
      "✕",
    ),
  );
  document.getElementById(bad ? "alerts" : "notices").append(element);
  const leave = () => setTimeout(() => element.remove(), 8000);
  if (!stays && !bad) {
    leave();
  }
  return {
    update(now, done = false) {
      body.textContent = printable(now);
      if (done) {
        leave();
      }
    },
  };
}
