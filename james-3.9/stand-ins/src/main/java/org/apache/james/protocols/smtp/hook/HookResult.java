// SPDX-License-Identifier: Apache-2.0
package org.apache.james.protocols.smtp.hook;

/** Stands in for James' own, for the compiler. */
public final class HookResult {
  public static final HookResult DECLINED = new HookResult();
  public static final HookResult OK = new HookResult();

  private HookResult() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Stands in for James' own, for the compiler. */
  public static class Builder {
    public Builder hookReturnCode(HookReturnCode code) {
      return this;
    }

    public Builder smtpReturnCode(String code) {
      return this;
    }

    public Builder smtpDescription(String description) {
      return this;
    }

    public HookResult build() {
      return new HookResult();
    }
  }
}
