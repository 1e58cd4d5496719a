// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A message that remembers its traits, so that an attempt that meets several hosts reads it for
 * them only once. Not thread-safe.
 */
public final class ScannedContent implements MessageContent {
  private final MessageContent content;
  private @Nullable ContentTraits traits;

  private ScannedContent(MessageContent content) {
    this.content = content;
  }

  /** The same content, remembering; nothing is read yet. */
  public static ScannedContent of(MessageContent content) {
    return content instanceof ScannedContent scanned ? scanned : new ScannedContent(content);
  }

  /**
   * The traits, from the first reading.
   *
   * @throws IOException if the host cannot read the message
   */
  public ContentTraits traits() throws IOException {
    ContentTraits known = traits;
    if (known == null) {
      known = ContentTraits.scan(content);
      traits = known;
    }
    return known;
  }

  @Override
  public long size() {
    return content.size();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    content.writeTo(out);
  }
}
