// SPDX-License-Identifier: Apache-2.0
/** Numbers, times and sizes as they are shown. Ages are counted on the server's clock. */

import { h } from "./dom.js";
import { language, t } from "./i18n.js";

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
];
let skewMillis = 0;
const formatters = new Map();

/** What puts values into words is dear to make, and a list asks for hundreds of times what few can do. */
function formatter(name, make) {
  const key = `${name} ${language()}`;
  if (!formatters.has(key)) {
    formatters.set(key, make(language()));
  }
  return formatters.get(key);
}

/** Sets the clock by the server's. */
export function serverIsAt(instant) {
  skewMillis = Date.parse(instant) - Date.now();
}

/** Returns the server's time in milliseconds. */
export function now() {
  return Date.now() + skewMillis;
}

/** A whole number, or one digit behind the point below ten. */
export function number(value) {
  if (value === null || value === undefined) {
    return "–";
  }
  const digits = Number.isInteger(value) || Math.abs(value) >= 10 ? 0 : 1;
  return formatter(
    `number ${digits}`,
    (tongue) => new Intl.NumberFormat(tongue, { maximumFractionDigits: digits }),
  ).format(value);
}

/** A number that is of no interest when it is none. */
export function someNumber(value) {
  return value ? number(value) : h("span", { class: "none" }, value === 0 ? "0" : "–");
}

/** A time span: its greatest unit, with the next one below ten of it. */
export function span(millis) {
  if (millis === null || millis === undefined) {
    return "–";
  }
  if (millis < 1000) {
    return `${Math.max(0, Math.round(millis))} ${t("unit.ms")}`;
  }
  if (millis < 10_000) {
    return `${(millis / 1000).toFixed(1)} ${t("unit.s")}`;
  }
  const whole = Math.round(millis / 1000);
  const at = UNITS.findIndex(([, seconds]) => whole >= seconds);
  const count = Math.floor(whole / UNITS[at][1]);
  const text = `${count} ${t(`unit.${UNITS[at][0]}`)}`;
  if (count >= 10 || at === UNITS.length - 1) {
    return text;
  }
  const rest = Math.floor((whole - count * UNITS[at][1]) / UNITS[at + 1][1]);
  return rest === 0 ? text : `${text} ${rest} ${t(`unit.${UNITS[at + 1][0]}`)}`;
}

/** How long ago something was, or how soon it will be, with the instant for who wants it. */
export function age(instant) {
  if (!instant) {
    return h("span", { class: "none" }, "–");
  }
  const away = Date.parse(instant) - now();
  const text = away > 0 ? t("time.in", { span: span(away) }) : span(-away);
  return h("time", { datetime: instant, title: moment(instant) }, text);
}

/** How long it is until then. */
export function left(instant) {
  return h("time", { datetime: instant, title: moment(instant) }, span(Date.parse(instant) - now()));
}

/** The time of day, with the day if that is another one. */
export function clock(instant) {
  if (!instant) {
    return h("span", { class: "none" }, "–");
  }
  return h("time", { datetime: instant, title: moment(instant) }, timeOf(instant));
}

/** The same as text. */
export function timeOf(instant) {
  const date = new Date(instant);
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  return date.toDateString() === new Date(now()).toDateString()
    ? formatter("time", (tongue) => new Intl.DateTimeFormat(tongue, time)).format(date)
    : formatter("day", (tongue) => new Intl.DateTimeFormat(tongue, { month: "short", day: "numeric", ...time })).format(date);
}

function moment(instant) {
  const whole = { dateStyle: "medium", timeStyle: "long", hourCycle: "h23" };
  return formatter("moment", (tongue) => new Intl.DateTimeFormat(tongue, whole)).format(new Date(instant));
}

/** A size in octets. */
export function size(octets) {
  if (octets === null || octets === undefined || octets < 0) {
    return "–";
  }
  const units = ["B", "kB", "MB", "GB"];
  let value = octets;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${number(unit === 0 ? value : Math.round(value * 10) / 10)} ${units[unit]}`;
}
