// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A message encoded anew so that it can travel as lines of text: for a peer without 8BITMIME (RFC
 * 6152 §3), and for lines of more than 998 octets and NUL octets that no peer takes.
 *
 * <p>What is changed, and nothing else:
 *
 * <ul>
 *   <li>A body part with octets above 127 that are not allowed, with NUL, or with a line that is
 *       too long: becomes quoted-printable if it is text that stays readable so, else base64. Its
 *       content is the same; of text, line ends become CRLF. If it claims to be encoded already it
 *       is put right in that encoding.
 *   <li>{@code Content-Transfer-Encoding} of such parts, and {@code 8bit} or {@code binary} of the
 *       composites around them.
 *   <li>Header fields with octets above 127 that are not allowed, or with a line that is too long:
 *       see {@link HeaderField}.
 *   <li>A message without MIME header gets one if its body is encoded.
 * </ul>
 *
 * <p>Multiparts and enclosed messages are entered; parts that are fit are not touched, so that
 * their signatures hold. What cannot be encoded, such as text between parts, is handled as {@link
 * RawLines} says.
 *
 * <p>The message is read twice and never held: once to see which parts are unfit, once to write.
 */
public final class TransportEncoding implements MessageContent {
  private final MessageContent content;
  private final boolean eightBitAllowed;
  private @Nullable MimeSurvey survey;

  private TransportEncoding(MessageContent content, boolean eightBitAllowed) {
    this.content = content;
    this.eightBitAllowed = eightBitAllowed;
  }

  /**
   * The message in a form that can travel. Nothing is read yet.
   *
   * @param eightBitAllowed whether octets above 127 may stay
   */
  public static MessageContent of(MessageContent content, boolean eightBitAllowed) {
    return new TransportEncoding(content, eightBitAllowed);
  }

  /** The size of the message before it is encoded. */
  @Override
  public long size() {
    return content.size();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    MimeSurvey known = survey;
    if (known == null) {
      known = new MimeSurvey(eightBitAllowed);
      MimeWalker.walk(content, known);
      survey = known;
    }
    MimeWalker.walk(content, new MimeRewriter(known, eightBitAllowed, out));
  }
}
