// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the content of mails off the wire, by DATA or BDAT, while a rule may cut in. */
final class ContentReader {
  private final Conversation conversation;
  private Conversation.@Nullable Plan early;

  ContentReader(Conversation conversation) {
    this.conversation = conversation;
  }

  /** The reply that a rule gave in the midst of the content, instead of the one at the end. */
  Conversation.@Nullable Plan early() {
    return early;
  }

  /** Reads up to the final dot. */
  void readDotted(ContentRecorder recorder) throws IOException {
    DotDecoder decoder = new DotDecoder(recorder::content);
    while (!decoder.hasEnded()) {
      conversation
          .wire()
          .take(
              (buffer, offset, length) -> {
                int taken = decoder.decode(buffer, offset, length);
                recorder.wire(buffer, offset, taken);
                return taken;
              });
      letRuleCutIn(recorder);
    }
    conversation.contentWasRead();
  }

  /** Reads the octets that follow a BDAT command. */
  void readChunk(ContentRecorder recorder, long octets) throws IOException {
    long end = recorder.size() + octets;
    while (recorder.size() < end) {
      long left = end - recorder.size();
      conversation
          .wire()
          .take(
              (buffer, offset, length) -> {
                int taken = (int) Math.min(left, length);
                recorder.wire(buffer, offset, taken);
                recorder.content(buffer, offset, taken);
                return taken;
              });
      letRuleCutIn(recorder);
    }
    recorder.chunk(octets);
    conversation.contentWasRead();
  }

  private void letRuleCutIn(ContentRecorder recorder) throws IOException {
    if (early != null) {
      return;
    }
    var plan = conversation.scriptedContent(recorder.size());
    if (plan.isPresent()) {
      conversation.perform(plan.get());
      early = plan.get().code() == 0 ? null : plan.get();
    }
  }
}
