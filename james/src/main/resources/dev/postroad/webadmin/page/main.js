// SPDX-License-Identifier: Apache-2.0
/** Puts the view that the address names on the page, and keeps it up to date. */

import { fill, h, listen } from "./dom.js";
import { told } from "./errors.js";
import { drawStatus, header, setStatus, watch } from "./header.js";
import { setLanguage, t } from "./i18n.js";
import { listenToKeys } from "./keys.js";
import { here } from "./router.js";
import { Poller } from "./poll.js";
import { applyTheme } from "./theme.js";
import * as overview from "./view-overview.js";
import * as sites from "./view-sites.js";
import * as site from "./view-site.js";
import * as mails from "./view-mails.js";
import * as mail from "./view-mail.js";
import * as attempts from "./view-attempts.js";
import * as trace from "./view-trace.js";
import * as policy from "./view-policy.js";
import * as actions from "./view-actions.js";

const LISTS = { overview, sites, mails, attempts, trace, policy, actions };
const THINGS = { sites: site, mails: mail };

const main = document.getElementById("content");
let route = null;
let view = null;
let poller = null;
/** What the server answered, and to which route: {route, data} or {route, refusal}; null before. */
let drawn = null;

function viewOf({ view: name, thing }) {
  return (thing !== null && THINGS[name]) || LISTS[name] || overview;
}

/** Goes to where the address says. */
function show() {
  const before = route;
  route = here();
  view = viewOf(route);
  poller?.end();
  const isElsewhere = before?.view !== route.view || before.thing !== route.thing || drawn === null;
  if (isElsewhere) {
    drawn = null;
    drawMain(h("p", { class: "none" }, t("loading")));
  } else {
    draw();
  }
  drawHeader();
  const shown = route;
  const mine = new Poller(
    async () => {
      const answer = await ask(shown);
      if (!mine.ended) {
        drawn = answer;
        draw();
      }
    },
    view.every,
    (error, next) => {
      setStatus(error, next);
      if (error && drawn === null) {
        drawMain(failure(error));
      }
    },
  );
  mine.paused = poller?.paused ?? false;
  poller = mine;
  watch(mine);
  if (poller.paused) {
    poller.now();
  }
  if (isElsewhere && before !== null && document.querySelector("dialog[open]") === null) {
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
}

/** Asks for what a view shows. That something cannot be asked for is an answer, too. */
async function ask(shown) {
  const { load, refused } = viewOf(shown);
  try {
    return { route: shown, data: await load(shown) };
  } catch (error) {
    if (error.isRefusal && refused) {
      return { route: shown, refusal: error };
    }
    throw error;
  }
}

function failure(error) {
  if (error.status === 404) {
    return h("p", { class: "problem" }, route.thing === null ? t("error.routes") : t("error.unknown", { thing: route.thing }));
  }
  return h("p", { class: "problem" }, told(error));
}

function draw() {
  drawMain(
    drawn.refusal
      ? view.refused(route, drawn.refusal)
      : view.render(route, drawn.data, refresh, drawn.route === route),
  );
}

function drawMain(...content) {
  document.title = `${view.title(route)} · Postroad`;
  fill(main, h("h1", { "data-key": "h1", class: route.thing === null ? "" : "mono" }, view.title(route)), content);
}

function drawHeader() {
  header(route, {
    language(code) {
      setLanguage(code);
      drawHeader();
      if (drawn) {
        draw();
      }
      drawStatus();
    },
  });
}

function refresh() {
  poller.now();
}

function pause() {
  poller.paused = !poller.paused;
  drawStatus();
}

applyTheme();
listen();
listenToKeys({ refresh, pause });
// The address is taken: it says what is shown, not where on the page one is.
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
window.addEventListener("hashchange", show);
window.addEventListener("signed-in", drawHeader);
show();
