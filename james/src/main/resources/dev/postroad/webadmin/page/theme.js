// SPDX-License-Identifier: Apache-2.0
/** Dark or light: as the system says, unless somebody chose. */

const KEY = "postroad.theme";
const THEMES = ["system", "light", "dark"];

/** Returns what was chosen. */
export function theme() {
  const kept = localStorage.getItem(KEY);
  return THEMES.includes(kept) ? kept : "system";
}

/** Chooses what comes after the present choice. */
export function nextTheme() {
  localStorage.setItem(KEY, THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
  applyTheme();
}

/** Has the page look as it was chosen. */
export function applyTheme() {
  document.documentElement.dataset.theme = theme();
}
