// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.message.Recipient;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one mail transaction came to: for each of its recipients the one fact that decided it. That
 * is the recipient's own RCPT reply if it was refused, otherwise what happened to the whole
 * transaction: the reply to MAIL, DATA or the final dot, or the failure that ended it.
 *
 * @param decisive every recipient of the envelope with its fact: those named to the peer in
 *     envelope order, then those who had no turn
 * @param anyAccepted whether some RCPT was accepted
 */
public record TransactionResult(Map<Recipient, Evidence> decisive, boolean anyAccepted) {
  public TransactionResult {
    decisive = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(decisive));
  }
}
