// SPDX-License-Identifier: Apache-2.0
package org.apache.james.protocols.smtp.hook;

/** Stands in for James' own, for the compiler. */
public class HookReturnCode {
  private HookReturnCode() {}

  public static HookReturnCode denySoft() {
    return new HookReturnCode();
  }

  public static HookReturnCode deny() {
    return new HookReturnCode();
  }
}
