// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;

/** Encodes messages anew that cannot travel as they are. */
public final class TransportEncoding {
  private TransportEncoding() {}

  /** The message in a form that may travel. */
  public static MessageContent of(MessageContent content, boolean eightBitAllowed)
      throws IOException {
    if (content.size() >= 0) {
      throw new IOException("it must be encoded anew to travel, which is still to come");
    }
    return content;
  }
}
