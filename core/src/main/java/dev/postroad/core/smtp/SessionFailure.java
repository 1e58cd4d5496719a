// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

/** A session could not be brought to where mail can be sent; it is closed. */
public class SessionFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Evidence evidence;

  public SessionFailure(Evidence evidence) {
    super(evidence.toString());
    this.evidence = evidence;
  }

  public SessionFailure(Evidence evidence, Throwable cause) {
    super(evidence.toString(), cause);
    this.evidence = evidence;
  }

  /** What happened, and at which stage. */
  public final Evidence evidence() {
    return evidence;
  }
}
