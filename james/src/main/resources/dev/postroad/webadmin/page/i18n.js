// SPDX-License-Identifier: Apache-2.0
/** The page's words. What the server or its peers say is shown as they say it. */

import en from "./words-en.js";
import zh from "./words-zh.js";

const KEY = "postroad.language";
const WORDS = { en, zh };
let chosen = initial();
let plural;
apply();

/** Returns the language: en or zh. */
export function language() {
  return chosen;
}

/** Changes the language, for later visits too; the caller draws anew. */
export function setLanguage(code) {
  chosen = code;
  localStorage.setItem(KEY, code);
  apply();
}

/**
 * Returns a sentence.
 * @param {string} key
 * @param {object} [values] for the places in braces
 */
export function t(key, values) {
  const sentence = WORDS[chosen][key] ?? key;
  return values
    ? sentence.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place))
    : sentence;
}

/** Returns a sentence about a number: of `key.one` and `key.other` the one that the language wants. */
export function counted(key, n, values) {
  const form = plural.select(n) === "one" ? "one" : "other";
  return t(`${key}.${form}`, { n: n.toLocaleString(chosen), ...values });
}

/** Returns the word for one of a closed list, or the server's own if it is new to this page. */
export function word(list, name) {
  const key = `${list}.${name}`;
  return key in WORDS[chosen] ? WORDS[chosen][key] : String(name);
}

function apply() {
  plural = new Intl.PluralRules(chosen);
  document.documentElement.lang = chosen === "zh" ? "zh-Hans" : "en";
}

function initial() {
  const kept = localStorage.getItem(KEY);
  if (kept in WORDS) {
    return kept;
  }
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}
