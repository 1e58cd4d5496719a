// SPDX-License-Identifier: Apache-2.0
/** Dialogs: the browser keeps focus inside and gives it back; Escape leaves. */

import { command } from "./command.js";
import { h, printable } from "./dom.js";
import { told } from "./errors.js";
import { t } from "./i18n.js";

/**
 * Opens a dialog.
 * @param {string} name its id
 * @param {string} title
 * @param {Node|Node[]} content
 * @param {{stays?: boolean, closed?: () => void}} [options] stays: it cannot be left
 * @returns {{close: () => void, element: HTMLDialogElement}}
 */
export function modal(name, title, content, { stays = false, closed } = {}) {
  const before = document.activeElement;
  const heading = `${name}-title`;
  const element = h(
    "dialog",
    { id: name, "aria-labelledby": heading },
    h(
      "div",
      { class: "dialog-head" },
      h("h2", { id: heading }, title),
      !stays &&
        h(
          "button",
          { type: "button", class: "quiet", "aria-label": t("close"), on: { click: () => element.close() } },
          "✕",
        ),
    ),
    content,
  );
  if (stays) {
    element.addEventListener("cancel", (event) => event.preventDefault());
  }
  element.addEventListener("close", () => {
    element.remove();
    if (before?.isConnected) {
      before.focus({ preventScroll: true });
    }
    closed?.();
  });
  document.body.append(element);
  element.showModal();
  // Two cancels in a row close a dialog whatever a page says: this one comes back.
  if (stays) {
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
      }
    });
  }
  return { close: () => element.close(), element };
}

/**
 * Asks before something is done, does it, and stays open with the reason if that fails.
 * @param {object} what
 * @param {string} what.title
 * @param {Node|Node[]} what.content fields and explanations
 * @param {string} what.confirm the button
 * @param {boolean} [what.danger] whether it cannot be undone
 * @param {(given: FormData) => Promise<void>} what.run
 * @param {(given: FormData) => string[]} what.words of the command line that does the same
 */
export function confirm({ title, content, confirm: label, danger, run, words }) {
  const line = h("div", null);
  const input = (_event, form) => line.replaceChildren(command(...words(new FormData(form))) ?? "");
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const button = h("button", { class: danger ? "primary danger" : "primary", disabled: label === null }, label ?? "…");
  const fail = (error) => {
    problem.textContent = printable(told(error));
    problem.hidden = false;
  };
  const submit = async (event, form) => {
    event.preventDefault();
    if (button.disabled) {
      return;
    }
    button.disabled = true;
    problem.hidden = true;
    try {
      await run(new FormData(form));
      dialog.close();
    } catch (error) {
      fail(error);
      button.disabled = false;
    }
  };
  const dialog = modal(
    "confirm",
    title,
    h(
      "form",
      { on: { submit, input } },
      content,
      line,
      problem,
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "button", on: { click: () => dialog.close() } }, t("cancel")),
        button,
      ),
    ),
  );
  input(null, dialog.element.querySelector("form"));
  return {
    /** Says what the button does, once that is known; null: nothing to be done. */
    ready(text) {
      button.textContent = text ?? label;
      button.disabled = text === null;
    },
    fail,
    element: dialog.element,
  };
}
