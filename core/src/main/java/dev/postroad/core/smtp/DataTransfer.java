// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.Replied;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message after the 354 to DATA, and reads what becomes of it. A peer that speaks before
 * the end of the message is heard at once: it has refused, and may have stopped reading.
 */
final class DataTransfer {
  private static final byte[] END = ".\r\n".getBytes(US_ASCII);

  private final SmtpSession session;
  private final SmtpConnection connection;
  private final OutgoingMessage message;
  private final int others;
  private Optional<Evidence> lostBehindFirst = Optional.empty();

  /**
   * @param others how many replies follow the first one after the message: with LMTP, one for each
   *     further recipient
   */
  DataTransfer(SmtpSession session, OutgoingMessage message, int others) {
    this.others = others;
    this.session = session;
    this.connection = session.connection();
    this.message = message;
  }

  /** What it came to, for all accepted recipients; if others follow, for the first of them. */
  Evidence send() {
    PeerStream stream = new PeerStream();
    try {
      message.content().travelTo(stream, true);
    } catch (IOException | RuntimeException e) {
      if (!stream.isBroken()) {
        // Half a message cannot be taken back; the peer forgets it when the connection goes.
        session.outOfStep();
        return MailTransaction.unreadable(Stage.DATA, e);
      }
    }
    return stream.isBroken() ? interrupted(stream.failure, false) : end();
  }

  /**
   * What became of all recipients but the first, where the connection was lost as the end of the
   * message was written, and words of the peer were still there: they are those about the first, if
   * the peer has come to the end, and then nobody knows of the others.
   */
  Optional<Evidence> lostBehindFirst() {
    return lostBehindFirst;
  }

  private Evidence end() {
    try {
      if (connection.hasInput()) {
        return interrupted(null, false);
      }
      connection.liftLimit();
      connection.write(END, 0, END.length, session.timeouts().block());
      connection.flush(session.timeouts().block());
    } catch (IOException e) {
      return interrupted(e, true);
    }
    return FinalReply.awaitOneOf(session, others == 0);
  }

  /**
   * The end of a message that did not get to its end.
   *
   * @param failure of the write; null if the peer spoke while we could still write
   * @param atEnd whether the end of the message was among what may or may not have been written
   */
  private Evidence interrupted(@Nullable IOException failure, boolean atEnd) {
    session.outOfStep();
    Optional<Reply> words = connection.lastWords();
    if (words.isPresent() && failure != null && atEnd && others > 0) {
      lostBehindFirst = Optional.of(connection.failure(Stage.FINAL_DOT, failure));
    }
    if (words.isPresent() && words.get().classDigit() >= 4) {
      return new Replied(Stage.FINAL_DOT, words.get());
    }
    if (words.isPresent() && failure == null) {
      return new Failed(
          Stage.DATA,
          Failure.MALFORMED_REPLY,
          "a reply before the end of the message: " + words.get().brief());
    }
    boolean mayBeTaken = atEnd && words.isPresent() && words.get().isPositive();
    return connection.failure(
        mayBeTaken ? Stage.FINAL_DOT : Stage.DATA,
        failure != null ? failure : new IOException("the peer broke off"));
  }

  /** To the connection in blocks, with a look between them whether the peer has said something. */
  private final class PeerStream extends OutputStream {
    private @Nullable IOException failure;
    private boolean spoken;

    boolean isBroken() {
      return spoken || failure != null;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      for (int done = 0; done < length; ) {
        int part = Math.min(SmtpConnection.BUFFER, length - done);
        writeBlock(octets, offset + done, part);
        done += part;
      }
    }

    private void writeBlock(byte[] octets, int offset, int length) throws IOException {
      if (isBroken()) {
        throw new IOException("the connection is broken");
      }
      try {
        if (connection.unflushed() + length > SmtpConnection.BUFFER && connection.hasInput()) {
          spoken = true;
        } else {
          connection.write(octets, offset, length, session.timeouts().block());
          return;
        }
      } catch (IOException e) {
        failure = e;
      }
      throw new IOException("the peer takes no more");
    }
  }
}
