// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A message that remembers its traits, so that an attempt that meets several hosts reads it for
 * them only once. A small one that can travel as it is is kept as well, and not read again at all.
 * Not thread-safe.
 */
public final class ScannedContent implements MessageContent {
  /** More than most mail has; and a few hundred deliveries at once may keep as much each. */
  static final int MOST_KEPT = 64 * 1024;

  private final MessageContent content;
  private @Nullable ContentTraits traits;
  private byte @Nullable [] kept;

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
      Keeper keeper = new Keeper();
      known = ContentTraits.scan(content, keeper);
      // What must be encoded anew is read from the original: its line ends may be data.
      kept = keeper.overflown || known.needsEncoding(false) ? null : keeper.octets.toByteArray();
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
    byte[] text = kept;
    if (text != null) {
      out.write(text, 0, text.length);
    } else {
      content.writeTo(out);
    }
  }

  /** Keeps what is written, as long as it is not too much. */
  private static final class Keeper extends OutputStream {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(16 * 1024);
    private boolean overflown;

    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] more, int offset, int length) {
      overflown = overflown || octets.size() + length > MOST_KEPT;
      if (!overflown) {
        octets.write(more, offset, length);
      }
    }
  }
}
