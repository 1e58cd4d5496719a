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
/** The data-key of elements: to ask the document for each of thousands takes longer. */
const keys = new WeakMap();
/** What makes the content of elements that have none yet. */
const unmade = new WeakMap();
/** Elements of the page whose content is brought up to date in one of the next slices, with what to. */
const due = new Map();
const SLICE_MILLIS = 8;

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
      if (name === "data-key") {
        keys.set(element, String(value));
      }
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child instanceof Node) {
      element.append(child);
    } else if (typeof child === "function") {
      unmade.set(element, child);
    } else if (child !== null && child !== undefined && child !== false && child !== "") {
      element.append(printable(child));
    }
  }
  return element;
}

/**
 * Makes an element. `props` are attributes; null and false leave one out. `on` holds handlers by
 * event, called with (event, element). `data-key` tells morph() which element is which among its
 * siblings; one with `data-own` looks after its content itself. A function instead of children, of
 * a row of a table, makes them when it is their turn.
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
  if (unmade.has(to)) {
    later(from, to);
  } else if (!to.hasAttribute("data-own")) {
    syncChildren(from, to);
  }
}

/** What is there already is good for another moment: so no list, however long, keeps the page from moving. */
function later(from, to) {
  if (due.size === 0) {
    setTimeout(slice);
  }
  due.set(from, to);
}

function slice() {
  const end = performance.now() + SLICE_MILLIS;
  for (const [from, to] of due) {
    due.delete(from);
    if (from.isConnected) {
      make(to);
      keepingFocus(from, () => syncChildren(from, to));
    }
    if (performance.now() >= end) {
      break;
    }
  }
  if (due.size > 0) {
    setTimeout(slice);
  }
}

function make(element) {
  const content = unmade.get(element);
  if (content !== undefined) {
    unmade.delete(element);
    build(element, null, [content()]);
  }
}

/** What nobody has seen before comes whole. */
function whole(node) {
  if (node instanceof Element) {
    make(node);
    node.querySelectorAll("tr").forEach(make);
  }
  return node;
}

function syncAttributes(from, to) {
  if (!from.hasAttributes() && !to.hasAttributes()) {
    return;
  }
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

/** Most elements have one text and nothing else. */
function onlyText(element) {
  const first = element.firstChild;
  return first !== null && first.nodeType === Node.TEXT_NODE && first.nextSibling === null ? first : null;
}

function syncText(from, to) {
  if (from.data !== to.data) {
    from.data = to.data;
  }
}

function syncChildren(from, to) {
  const [text, wantedText] = [onlyText(from), onlyText(to)];
  if (text !== null && wantedText !== null) {
    syncText(text, wantedText);
    return;
  }
  const keyed = new Map();
  for (let child = from.firstChild; child !== null; child = child.nextSibling) {
    const key = keys.get(child);
    if (key !== undefined) {
      keyed.set(key, child);
    }
  }
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const match = partner(wanted, at, keyed);
    if (match === null) {
      from.insertBefore(whole(wanted), at);
      continue;
    }
    if (match === at) {
      at = at.nextSibling;
    } else {
      from.insertBefore(match, at);
    }
    if (match.nodeType === Node.TEXT_NODE) {
      syncText(match, wanted);
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
  const key = keys.get(wanted);
  if (key !== undefined) {
    const match = keyed.get(key);
    keyed.delete(key);
    return match?.nodeName === wanted.nodeName ? match : null;
  }
  const fits = at !== null && at.nodeName === wanted.nodeName && !keys.has(at);
  return fits ? at : null;
}
