// SPDX-License-Identifier: Apache-2.0
/**
 * What an operator does with mails: one, or all that a filter selects. Before anything happens a
 * dry run says how many; long work is a task of James, whose progress is shown.
 */

import { post, task } from "./api.js";
import { confirm } from "./dialog.js";
import { options } from "./command.js";
import { foreign, h } from "./dom.js";
import { told } from "./errors.js";
import { number } from "./format.js";
import { counted, t } from "./i18n.js";
import { notice } from "./notice.js";
import { button, facts, field, reason } from "./parts.js";

/** The actions in the order of their buttons; those that end mails come last. */
const ACTIONS = ["flush", "hold", "release", "requeue", "bounce", "delete"];
const ENDING = new Set(["bounce", "delete"]);
/** What a filter is made of; the rest of a view's query says how the list is shown. */
const FILTERS = ["id", "state", "sender", "recipient", "site", "queue", "cause", "olderThan"];
const PROGRESS_MILLIS = 700;

/** Returns the part of a query that selects mails. */
export function filterOf(query) {
  return Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]]));
}

/** The buttons for one mail. */
export function mailButtons(mail, done) {
  return ACTIONS.map((action) =>
    button(t(`action.${action}`), () => one(action, mail, done), { class: ENDING.has(action) ? "danger" : null }),
  );
}

/**
 * The buttons for all mails that a filter selects.
 * @param {boolean} [off] whether the server has not answered for this filter yet
 */
export function selectionButtons(filter, done, actions = ACTIONS, off = false) {
  return actions.map((action) =>
    button(t(`action.${action}`), () => all(action, filter, done), {
      class: ENDING.has(action) ? "danger" : null,
      disabled: off,
    }),
  );
}

function one(action, mail, done) {
  const dialog = confirm({
    title: t("action.title.one", { action: t(`action.${action}`) }),
    content: [
      h("p", { class: "subject" }, foreign(mail.id, { class: "mono" })),
      h("p", null, t(`action.what.${action}`)),
      extra(action),
      reason(),
    ],
    words: (given) => ["mails", action, mail.id, ...extraOptions(given)],
    confirm: t(`action.${action}`),
    danger: ENDING.has(action),
    run: async (given) => {
      const result = await post(["mails", mail.id], { action, processor: given.get("processor") }, bodyOf(action, given));
      tell(action, result);
      done();
    },
  });
  dialog.ready(counted(`do.${action}`, 1));
}

async function all(action, filter, done) {
  const query = Object.keys(filter).length === 0 ? { all: "true" } : filter;
  const count = h("p", { class: "count" }, t("dryRun.asking"));
  const dialog = confirm({
    title: t("action.title.many", { action: t(`action.${action}`) }),
    content: [
      count,
      Object.keys(filter).length === 0
        ? h("p", { class: "problem" }, t("dryRun.all"))
        : facts(...Object.entries(filter).map(([name, value]) => [t(`filter.${name}`), foreign(value)])),
      h("p", null, t(`action.what.${action}`)),
      extra(action),
      reason(),
    ],
    words: (given) => ["mails", action, ...options(query.all ? { all: true } : query), ...extraOptions(given)],
    confirm: null,
    danger: ENDING.has(action),
    run: async (given) => {
      const { taskId } = await post(
        ["mails"],
        { action, processor: given.get("processor"), ...query },
        bodyOf(action, given),
      );
      follow(action, taskId, done);
    },
  });
  try {
    const dry = await post(["mails"], { action, ...query, dryRun: "true" });
    count.replaceChildren(counted("dryRun.selects", dry.selected));
    count.after(...partial(dry.book), ...dry.reasons.map(left), dry.sample.length > 0 ? sample(dry.sample) : "");
    dialog.ready(dry.selected === 0 ? null : counted(`do.${action}`, dry.selected));
  } catch (error) {
    count.replaceChildren(t("dryRun.failed"));
    dialog.fail(error);
  }
}

/** That the server does not know all open mails one by one, if so. */
function partial({ known, open }) {
  const words = { known: number(known), open: number(open) };
  return known < open ? [h("p", { class: "problem" }, t("book.partial", words))] : [];
}

/** Why some mails are left as they are, or dealt with later, or would be. */
function left({ what, why, mails }) {
  return h("p", { class: "problem" }, counted(`${what}.mails`, mails), " ", foreign(why));
}

function sample(ids) {
  return h(
    "details",
    { class: "values" },
    h("summary", null, counted("dryRun.sample", ids.length)),
    h("ul", { class: "plain mono" }, ids.map((id) => h("li", null, foreign(id)))),
  );
}

function extra(action) {
  if (action === "bounce") {
    return field(
      t("bounce.text"),
      h("textarea", { name: "text", required: true, maxlength: "500", rows: "2" }),
      t("bounce.hint"),
    );
  }
  if (action === "requeue") {
    return field(
      t("requeue.processor"),
      h("input", { name: "processor", autocomplete: "off", spellcheck: "false" }),
      t("requeue.hint"),
    );
  }
  return null;
}

function extraOptions(given) {
  return options({ text: given.get("text"), processor: given.get("processor"), reason: given.get("reason") });
}

function bodyOf(action, given) {
  return { reason: given.get("reason"), ...(action === "bounce" && { text: given.get("text") }) };
}

function tell(action, { done, later, reasons }) {
  const why = reasons.map((reason) => reason.why).join("; ") || "–";
  if (done > 0) {
    notice(counted(`done.${action}`, done));
  } else if (later > 0) {
    notice(t("later", { action: t(`action.${action}`), why }), { stays: true });
  } else {
    notice(t("skipped", { why }), { bad: true });
  }
}

/** The same on one line, for a notice. */
function whyLeft(reasons) {
  return reasons.map(({ what, why, mails }) => `${counted(`${what}.mails`, mails)} ${why}.`).join(" ");
}

/** Shows how a task goes on until it has ended. */
async function follow(action, id, done) {
  const shown = notice(t("task.begun", { action: t(`action.${action}`) }), { stays: true });
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PROGRESS_MILLIS));
    let now;
    try {
      now = await task(id);
    } catch (error) {
      shown.update(t("task.lost", { id, why: told(error) }));
      break;
    }
    const { selected = 0, done: count = 0, reasons = [] } = now.additionalInformation ?? {};
    if (now.status === "completed") {
      shown.update(`${counted(`done.${action}`, count)} ${whyLeft(reasons)}`.trim(), reasons.length === 0);
      break;
    }
    if (now.status !== "inProgress" && now.status !== "waiting") {
      shown.update(t("task.failed", { status: now.status, done: number(count), selected: number(selected) }));
      break;
    }
    shown.update(
      t("task.goesOn", { action: t(`action.${action}`), done: number(count), selected: number(selected) }),
    );
  }
  done();
}
