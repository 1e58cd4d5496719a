// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.SessionFailure;

/** A session would come to nothing, so no connection was made. Says nothing new of the peer. */
public final class UntriedException extends SessionFailure {
  private static final long serialVersionUID = 1L;

  UntriedException(Evidence known) {
    super(known);
  }
}
