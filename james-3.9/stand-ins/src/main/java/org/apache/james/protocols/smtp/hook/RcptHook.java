// SPDX-License-Identifier: Apache-2.0
package org.apache.james.protocols.smtp.hook;

import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.smtp.SMTPSession;

/** Stands in for James' own, for the compiler. */
public interface RcptHook extends Hook {
  /** Asks of a recipient. */
  default HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
    return HookResult.DECLINED;
  }
}
