// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.smtp.Evidence.Replied;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message with BDAT (RFC 3030) in chunks of known size, and reads what becomes of it. Lines
 * end in CRLF as with DATA; dots are not doubled.
 *
 * <p>With PIPELINING some chunks are on their way at once. Their replies are read in order; the
 * first refusal ends the message, and is the reply to it: without CHUNKING it would have been the
 * reply to the final dot.
 */
final class ChunkTransfer {
  private static final int LARGEST_CHUNK = 256 * 1024;
  private static final int WINDOW = 16;

  private final SmtpSession session;
  private final SmtpConnection connection;
  private final OutgoingMessage message;
  private final int window;
  private final byte[] chunk;
  private int filled;
  private int unanswered;
  private int sent;
  private boolean lastSent;
  private @Nullable Evidence ended;

  ChunkTransfer(SmtpSession session, OutgoingMessage message) {
    this.session = session;
    this.connection = session.connection();
    this.message = message;
    this.window = session.pipelines() ? WINDOW : 1;
    this.chunk = session.chunk((int) Math.min(message.traits().size(), LARGEST_CHUNK));
  }

  /** What it came to, for all accepted recipients. */
  Evidence send() {
    try {
      message.content().travelTo(new Chunks(), false);
    } catch (IOException | RuntimeException e) {
      if (ended == null) {
        ended = MailTransaction.unreadable(Stage.DATA, e);
        drain();
      }
    }
    if (ended == null) {
      sendChunk(true);
    }
    while (ended == null && unanswered > 1) {
      takeReply();
    }
    return ended != null ? ended : FinalReply.awaitLastChunk(session);
  }

  private void sendChunk(boolean last) {
    try {
      while (unanswered > 0 && (last || unanswered == window || connection.hasInput())) {
        takeReply();
        if (ended != null) {
          return;
        }
      }
      boolean wasUnderWay = last && window > 1 && sent > 0;
      if (unanswered == 0 && (wasUnderWay ? !connection.staysQuiet() : connection.hasInput())) {
        // BDAT has no go-ahead that would show that we and the peer are not at the same point.
        ended = Surplus.take(session, Stage.DATA);
        return;
      }
      if (last) {
        connection.liftLimit();
      }
      unanswered++;
      sent++;
      connection.writeLine("BDAT " + filled + (last ? " LAST" : ""), session.timeouts().block());
      connection.write(chunk, 0, filled, session.timeouts().block());
      connection.flush(session.timeouts().block());
      filled = 0;
      lastSent = last;
    } catch (IOException e) {
      ended = broken(e, last);
      return;
    }
    if (window == 1 && !last) {
      takeReply();
    }
  }

  /** Takes the reply to a chunk that was not the last. */
  private void takeReply() {
    Reply reply;
    try {
      reply = connection.read(session.timeouts().block());
    } catch (IOException | MalformedReply e) {
      session.outOfStep();
      ended = connection.failure(lastSent ? Stage.FINAL_DOT : Stage.DATA, e);
      return;
    }
    unanswered--;
    if (!reply.isPositive() || FinalReply.endsSession(reply)) {
      ended = new Replied(Stage.FINAL_DOT, reply);
      if (FinalReply.endsSession(reply)) {
        session.outOfStep();
      } else {
        drain();
      }
    }
  }

  /** Reads the replies to chunks under way, which decide nothing any more. */
  private void drain() {
    long deadline = connection.deadlineIn(session.timeouts().quit());
    while (unanswered > 0 && session.isInStep()) {
      try {
        Reply reply = connection.readBy(deadline);
        unanswered--;
        if (FinalReply.endsSession(reply) || (lastSent && unanswered == 0 && reply.isPositive())) {
          session.outOfStep();
        }
      } catch (IOException | MalformedReply e) {
        session.outOfStep();
      }
    }
    if (session.isInStep() && connection.saysMore()) {
      Evidence more = Surplus.take(session, Stage.DATA);
      ended = session.isMiscounted() ? more : ended;
    }
  }

  /** A chunk could not be written: what did the peer say to those before it, and to this one? */
  private Evidence broken(IOException failure, boolean last) {
    session.outOfStep();
    while (unanswered > 0) {
      Optional<Reply> words = connection.lastWords();
      if (words.isEmpty()) {
        return connection.failure(Stage.DATA, failure);
      }
      if (words.get().classDigit() >= 4) {
        return new Replied(Stage.FINAL_DOT, words.get());
      }
      unanswered--;
    }
    return connection.failure(last ? Stage.FINAL_DOT : Stage.DATA, failure);
  }

  /** Gathers the message into chunks; a full one leaves when there is more to come. */
  private final class Chunks extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      for (int done = 0; done < length; ) {
        if (ended == null && filled == chunk.length) {
          sendChunk(false);
        }
        if (ended != null) {
          throw new IOException("the peer takes no more");
        }
        int part = Math.min(chunk.length - filled, length - done);
        System.arraycopy(octets, offset + done, chunk, filled, part);
        filled += part;
        done += part;
      }
    }
  }
}
