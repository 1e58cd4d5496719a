// SPDX-License-Identifier: Apache-2.0
/** Who is asking. Kept for this tab only, and asked for when the server wants to know. */

import { h } from "./dom.js";
import { language, t } from "./i18n.js";
import { modal } from "./dialog.js";

const KEY = "postroad.credentials";
const NONE = { kind: null, header: {} };
let current = restored();
let asking = null;

/** Returns what requests carry: `header` is empty where nobody has signed in. */
export function credentials() {
  return current;
}

/** Returns whether there is something to forget. */
export function isSignedIn() {
  return current.kind !== null;
}

/** Forgets who was signed in. */
export function signOut() {
  sessionStorage.removeItem(KEY);
  location.reload();
}

/**
 * Waits until there are other credentials than those the server did not take.
 * @param {object} refused what the refused request carried
 */
export async function signIn(refused) {
  if (refused !== current) {
    return;
  }
  asking ??= ask(problemOf(refused)).finally(() => (asking = null));
  await asking;
}

/** Why the server did not take what it was given, as far as that can be told; null if it was given nothing. */
function problemOf({ kind, header }) {
  if (kind === null) {
    return null;
  }
  if (kind === "password") {
    return t("signIn.wrongPassword");
  }
  const claims = claimsOf(header.Authorization);
  if (claims === null) {
    return t("signIn.noToken");
  }
  if (claims.exp * 1000 <= Date.now()) {
    return t("signIn.expired", { at: new Date(claims.exp * 1000).toLocaleString(language()) });
  }
  if (claims.admin !== true) {
    return t("signIn.notAdmin");
  }
  return t(claims.sub ? "signIn.refused" : "signIn.nobody");
}

/** What a token says of itself; null if it is none. Whether that is true only the server knows. */
function claimsOf(authorization) {
  try {
    const claims = JSON.parse(atob(authorization.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
    return typeof claims === "object" ? claims : null;
  } catch {
    return null;
  }
}

function ask(problem) {
  return new Promise((resolve) => {
    const { close } = modal(
      "sign-in",
      t("signIn.title"),
      form(problem, (kind, secret) => {
        current = of(kind, secret);
        sessionStorage.setItem(KEY, JSON.stringify({ kind, secret }));
        close();
        window.dispatchEvent(new Event("signed-in"));
        resolve();
      }),
      { stays: true },
    );
  });
}

function form(problem, done) {
  const submit = (event, element) => {
    event.preventDefault();
    const given = new FormData(element);
    done(given.get("kind"), given.get("secret").trim());
  };
  const choice = (kind) =>
    h(
      "label",
      { class: "choice" },
      h("input", {
        type: "radio",
        name: "kind",
        value: kind,
        checked: kind === (current.kind ?? "token"),
      }),
      t(`signIn.${kind}`),
    );
  return h(
    "form",
    { on: { submit }, autocomplete: "off" },
    problem && h("p", { class: "problem", role: "alert" }, problem),
    h("p", null, t("signIn.why")),
    h(
      "fieldset",
      { class: "choices" },
      h("legend", null, t("signIn.with")),
      choice("token"),
      choice("password"),
    ),
    h(
      "label",
      { class: "field" },
      h("span", null, t("signIn.secret")),
      h("input", {
        type: "password",
        name: "secret",
        required: true,
        autofocus: true,
        autocomplete: "off",
        spellcheck: "false",
      }),
    ),
    h("p", { class: "hint" }, t("signIn.kept")),
    h("div", { class: "buttons" }, h("button", { class: "primary" }, t("signIn.submit"))),
  );
}

function of(kind, secret) {
  // A header takes neither line breaks nor what is not Latin: no secret of James' has them.
  const safe = secret.replace(/[^\u0021-\u007e\u00a1-\u00ff ]/g, "");
  // A token may be copied as it stands in a header.
  const header = kind === "token" ? { Authorization: `Bearer ${safe.replace(/^bearer( +|$)/i, "")}` } : { Password: safe };
  return { kind, header };
}

function restored() {
  try {
    const { kind, secret } = JSON.parse(sessionStorage.getItem(KEY));
    return of(kind, secret);
  } catch {
    return NONE;
  }
}
