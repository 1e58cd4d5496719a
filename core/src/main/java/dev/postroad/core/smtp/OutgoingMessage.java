// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.message.ContentTraits;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.ScannedContent;
import dev.postroad.core.message.TransportEncoding;
import dev.postroad.core.smtp.Capabilities.Extension;
import java.io.IOException;

/**
 * A message in the form in which one peer can take it.
 *
 * @param content the message, encoded anew if it had to be; line ends are not normalised yet
 * @param traits those of {@code content}
 */
record OutgoingMessage(ScannedContent content, ContentTraits traits) {

  static OutgoingMessage prepare(MessageContent content, Capabilities capabilities)
      throws IOException {
    ScannedContent scanned = ScannedContent.of(content);
    boolean eightBitAllowed = capabilities.offers(Extension.EIGHT_BIT_MIME);
    if (!scanned.traits().needsEncoding(eightBitAllowed)) {
      return new OutgoingMessage(scanned, scanned.traits());
    }
    ScannedContent encoded = ScannedContent.of(TransportEncoding.of(content, eightBitAllowed));
    return new OutgoingMessage(encoded, encoded.traits());
  }
}
