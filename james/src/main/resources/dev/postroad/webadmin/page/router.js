// SPDX-License-Identifier: Apache-2.0
/** Where on the page one is: #/view/thing?filter. All that a view depends on is in it. */

/**
 * @typedef {object} Route
 * @property {string} view
 * @property {string|null} thing a site's name, a mail's id
 * @property {Record<string, string>} query
 */

/** Returns the address of a place on the page. */
export function link(view, thing = null, query = {}) {
  const words = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const search = new URLSearchParams(words).toString();
  return `#/${view}${thing === null ? "" : `/${encodeURIComponent(thing)}`}${search ? `?${search}` : ""}`;
}

/** @returns {Route} where the browser is */
export function here() {
  const [path, search] = split(location.hash.replace(/^#\/?/, ""), "?");
  const [view, thing] = split(path, "/");
  return {
    view: view || "overview",
    thing: thing === "" ? null : decoded(thing),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** Goes to a place; `quietly` leaves no trace in the history, as befits a filter that is being typed. */
export function go(address, { quietly = false } = {}) {
  if (quietly) {
    history.replaceState(null, "", address);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = address;
  }
}

/** Returns the address of the same view with other words in its query. */
export function changed(route, words) {
  return link(route.view, route.thing, { ...route.query, offset: null, ...words });
}

function split(text, at) {
  const index = text.indexOf(at);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
