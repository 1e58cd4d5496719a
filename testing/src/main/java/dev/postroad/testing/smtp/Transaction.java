// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mail transaction, from MAIL to the end of its content (RFC 5321 section 3.3). */
final class Transaction {
  private final EnvelopeAddress sender;
  private final List<EnvelopeAddress> recipients = new ArrayList<>();
  private @Nullable ContentRecorder chunked;

  Transaction(EnvelopeAddress sender) {
    this.sender = sender;
  }

  EnvelopeAddress sender() {
    return sender;
  }

  List<EnvelopeAddress> recipients() {
    return recipients;
  }

  /** The content that BDAT brings, over several commands. */
  ContentRecorder chunks(Keep keep) {
    ContentRecorder present = chunked;
    if (present == null) {
      present = new ContentRecorder(keep, true);
      chunked = present;
    }
    return present;
  }

  boolean hasChunks() {
    return chunked != null;
  }

  boolean declaresEightBit() {
    return !sender.parameters().getOrDefault("BODY", "7BIT").equalsIgnoreCase("7BIT")
        || sender.has("SMTPUTF8");
  }

  boolean isBinary() {
    return sender.parameters().getOrDefault("BODY", "").equalsIgnoreCase("BINARYMIME");
  }
}
