// SPDX-License-Identifier: Apache-2.0
/** The server's HTTP, as docs/operators/webadmin.md describes it. */

import { ApiError } from "./errors.js";
import { credentials, signIn } from "./session.js";

const LIMIT_MILLIS = 15_000;
const ROOT = new URL("..", import.meta.url);

/**
 * Asks below /postroad/.
 * @param {string[]} path its segments, as they are
 * @param {object} [query] null and empty values are left out
 */
export function get(path, query) {
  return request("GET", address(ROOT, path, query));
}

/** Tells the server to do something; a body is sent as JSON. */
export function post(path, query, body) {
  return request("POST", address(ROOT, path, query), body);
}

/** Changes what there is at a place. */
export function patch(path, body) {
  return request("PATCH", address(ROOT, path), body);
}

/** Returns a task of James, with its progress in additionalInformation. */
export function task(id) {
  return request("GET", address(new URL("..", ROOT), ["tasks", id]));
}

function address(root, path, query) {
  const url = new URL(path.map(encodeURIComponent).join("/"), root);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") {
      url.searchParams.set(name, value);
    }
  }
  return url;
}

async function request(method, url, body) {
  const isOrder = method !== "GET" && !url.searchParams.has("dryRun");
  for (;;) {
    const used = credentials();
    const { response, text } = await send(method, url, used, body, isOrder);
    if (response.status === 401) {
      await signIn(used);
      continue;
    }
    const answer = parse(text);
    if (!response.ok) {
      const message = answer?.message ?? `${response.status} ${response.statusText}`;
      const details = typeof answer?.details === "string" ? ` (${answer.details})` : "";
      throw new ApiError(response.status, message + details, isOrder);
    }
    return answer;
  }
}

async function send(method, url, { header }, body, isOrder) {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        Accept: "application/json",
        ...header,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(LIMIT_MILLIS),
    });
    return { response, text: await response.text() };
  } catch (error) {
    throw new ApiError(0, error.name === "TimeoutError" ? "timeout" : "unreachable", isOrder);
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
