// SPDX-License-Identifier: Apache-2.0
/**
 * Elements as values: a view makes its whole tree anew, and morph() brings what is on the page to
 * that state, keeping the elements that stay, and with them focus, selection and scrolling.
 *
 * Text gets in as text nodes only, so nothing that a server says can become markup.
 */

const SVG = "http://www.w3.org/2000/svg";
const EVENTS = ["click", "submit", "input", "change", "keydown", "pointermove", "pointerout", "toggle"];
const handlers = new WeakMap();

/** Control characters, and those that turn the direction of what follows. */
const UNPRINTABLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/**
 * Returns the text with the characters that cannot be seen, or that make others lie, written out.
 * @param {unknown} value
 * @returns {string}
 */
export function printable(value) {
  return String(value).replace(
    UNPRINTABLE,
    (char) => `\\u{${char.charCodeAt(0).toString(16).padStart(2, "0")}}`,
  );
}

function build(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name === "on") {
      handlers.set(element, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child instanceof Node) {
      element.append(child);
    } else if (child !== null && child !== undefined && child !== false && child !== "") {
      element.append(printable(child));
    }
  }
  return element;
}

/**
 * Makes an element. `props` are attributes; null and false leave one out. `on` holds handlers by
 * event, called with (event, element). `data-key` tells morph() which element is which among its
 * siblings; one with `data-own` looks after its content itself.
 */
export function h(tag, props, ...children) {
  return build(document.createElement(tag), props, children);
}

/** Makes an SVG element. */
export function s(tag, props, ...children) {
  return build(document.createElementNS(SVG, tag), props, children);
}

/** Text that somebody else wrote: its direction is its own matter. */
export function foreign(value, props) {
  return h("bdi", props, value);
}

/** Lets handlers work below the document: one listener an event, whatever is morphed. */
export function listen() {
  for (const type of EVENTS) {
    document.addEventListener(
      type,
      (event) => {
        for (let at = event.target; at instanceof Element; at = at.parentElement) {
          const handler = handlers.get(at)?.[type];
          if (handler) {
            handler(event, at);
            return;
          }
        }
      },
      // It does not bubble.
      type === "toggle",
    );
  }
}

/** Brings `from` to the state of `to`, an element of the same kind that is used up by it. */
export function morph(from, to) {
  keepingFocus(from, () => morphElement(from, to));
}

/** Brings the content of `parent` to `children`. */
export function fill(parent, ...children) {
  keepingFocus(parent, () => syncChildren(parent, build(parent.cloneNode(false), null, children)));
}

/** An element that is moved loses the focus. */
function keepingFocus(within, change) {
  const focused = document.activeElement;
  change();
  if (focused !== document.activeElement && focused?.isConnected && within.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

function morphElement(from, to) {
  syncAttributes(from, to);
  if (handlers.has(to)) {
    handlers.set(from, handlers.get(to));
  } else {
    handlers.delete(from);
  }
  if (!to.hasAttribute("data-own")) {
    syncChildren(from, to);
  }
}

function syncAttributes(from, to) {
  for (const name of from.getAttributeNames()) {
    // What the reader has opened stays open.
    if (!to.hasAttribute(name) && name !== "open") {
      from.removeAttribute(name);
    }
  }
  for (const name of to.getAttributeNames()) {
    const value = to.getAttribute(name);
    if (from.getAttribute(name) !== value) {
      from.setAttribute(name, value);
      // A new state of the view counts for more than what was typed for the old one.
      if (name === "value" && "value" in from) {
        from.value = value;
      } else if (name === "data-value") {
        from.value = to.value;
      }
    }
  }
}

function syncChildren(from, to) {
  const keyed = new Map();
  for (const child of from.children) {
    if (child.dataset.key !== undefined) {
      keyed.set(child.dataset.key, child);
    }
  }
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const match = partner(wanted, at, keyed);
    if (match === null) {
      from.insertBefore(wanted, at);
      continue;
    }
    if (match === at) {
      at = at.nextSibling;
    } else {
      from.insertBefore(match, at);
    }
    if (match.nodeType === Node.TEXT_NODE) {
      if (match.data !== wanted.data) {
        match.data = wanted.data;
      }
    } else {
      morphElement(match, wanted);
    }
  }
  while (at !== null) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function partner(wanted, at, keyed) {
  const key = wanted.dataset?.key;
  if (key !== undefined) {
    const match = keyed.get(key);
    keyed.delete(key);
    return match?.nodeName === wanted.nodeName ? match : null;
  }
  const fits = at !== null && at.nodeName === wanted.nodeName && at.dataset?.key === undefined;
  return fits ? at : null;
}
