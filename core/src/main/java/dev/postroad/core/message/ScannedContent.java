// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message that remembers its traits, so that an attempt that meets several hosts reads it for
 * them only once. A small one that can travel as it is is kept as well, and not read again at all.
 * Not thread-safe.
 */
public final class ScannedContent implements MessageContent {
  /** More than most mail has; and a few hundred deliveries at once may keep as much each. */
  static final int MOST_KEPT = 64 * 1024;

  private static final int LEAST_ROOM = 1024;

  private static final byte[] NOTHING = {};

  private final MessageContent content;
  private @Nullable ContentTraits traits;
  private @Nullable Keeper kept;
  private boolean anyLeadingDot;

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
      Keeper keeper = new Keeper(content.size());
      WireText text = WireText.plain(keeper);
      content.writeTo(text);
      text.finish();
      known = text.traits();
      anyLeadingDot = text.anyLeadingDot();
      kept = keeper.overflown || known.needsEncoding(true) ? null : keeper;
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
    Keeper text = kept;
    // What may have to be encoded anew is read from the original: its line ends may be data.
    if (text != null && !traits().eightBit()) {
      text.writeTo(out);
    } else {
      content.writeTo(out);
    }
  }

  /**
   * Writes the whole message as it travels: as {@link WireText} makes it.
   *
   * @param dotStuffing whether a dot that begins a line is doubled
   * @throws IOException if the host cannot read the message, or {@code out} cannot take it
   */
  public void travelTo(OutputStream out, boolean dotStuffing) throws IOException {
    Keeper text = kept;
    if (text != null && !(dotStuffing && anyLeadingDot)) {
      text.writeTo(out);
      return;
    }
    WireText wire = dotStuffing ? WireText.dotStuffed(out) : WireText.plain(out);
    if (text != null) {
      text.writeTo(wire);
    } else {
      content.writeTo(wire);
    }
    wire.finish();
  }

  /** Keeps what is written, as long as it is not too much. */
  private static final class Keeper extends OutputStream {
    private byte[] octets;
    private int length;
    private boolean overflown;

    /** Has room for a message of that size at once. */
    private Keeper(long size) {
      octets = new byte[(int) Math.max(LEAST_ROOM, Math.min(size + 2, MOST_KEPT))];
    }

    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] more, int offset, int count) {
      overflown = overflown || count > MOST_KEPT - length;
      if (overflown) {
        octets = NOTHING;
        return;
      }
      if (count > octets.length - length) {
        octets = Arrays.copyOf(octets, Math.min(MOST_KEPT, 2 * Math.max(length + count, 1)));
      }
      System.arraycopy(more, offset, octets, length, count);
      length += count;
    }

    private void writeTo(OutputStream out) throws IOException {
      out.write(octets, 0, length);
    }
  }
}
