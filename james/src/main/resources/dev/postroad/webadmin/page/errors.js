// SPDX-License-Identifier: Apache-2.0
/** What went wrong with a request, and how that is said. */

import { t } from "./i18n.js";

/** What the server said instead of an answer, or that it said nothing. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 if there was no answer
   * @param {string} message the server's own; without an answer "unreachable" or "timeout"
   * @param {boolean} isOrder whether it was told to change something
   */
  constructor(status, message, isOrder) {
    super(message);
    this.status = status;
    this.isOrder = isOrder;
  }

  /** Whether it is an answer: what was asked for cannot be had, however often one asks. */
  get isRefusal() {
    return this.status === 400 || this.status === 409;
  }

  /** Whether it says what is wrong with that parameter. */
  isAbout(name) {
    return this.isRefusal && this.message.startsWith(`${name}: `);
  }
}

/** Returns what an error means for whoever looks, in the page's language. */
export function told(error) {
  if (!(error instanceof ApiError)) {
    return error.message;
  }
  const why = error.status === 0 ? t(`error.${error.message}`) : error.message;
  const mayBeDone = error.isOrder && (error.status === 0 || error.status >= 500);
  return mayBeDone ? t("error.order", { why }) : why;
}
