// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

/** In which order open mails are shown. */
public enum MailOrder {
  /** The oldest first. */
  AGE,
  /** What is due first comes first; what is not deferred comes before all that is. */
  NEXT_ATTEMPT
}
