// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that some deliveries use at this moment, to open a session or to send mail over
 * it: all can be cut at once, by whoever must stop. Sessions that are kept for other mail are in
 * nobody's use. Once cut it stays cut: whatever is used then is closed at once.
 *
 * <p>Thread-safe.
 */
public final class ConnectionsInUse {
  private final Set<Use> uses = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  /**
   * Does something over a session, which is closed if all are cut meanwhile: what is said or
   * awaited then fails, and whoever does it learns so as of any connection that is lost.
   */
  public <T, E extends Exception> T during(SmtpSession session, Work<T, E> work) throws E {
    return during(session.connection()::cut, work);
  }

  /**
   * @param cutting closes the connection, from another thread
   */
  <T, E extends Exception> T during(Closeable cutting, Work<T, E> work) throws E {
    Use use = new Use(cutting);
    uses.add(use);
    try {
      if (cut) {
        // It may have come too late for cut() to see it.
        use.cut();
      }
      return work.run();
    } finally {
      uses.remove(use);
      use.end();
    }
  }

  /** Closes all that is in use now, and all that will be. May be called again. */
  public void cut() {
    cut = true;
    uses.forEach(Use::cut);
  }

  /** Whether all was cut: nothing can be sent any more. */
  public boolean isCut() {
    return cut;
  }

  /** What needs a connection. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /** The next to use a session may be somebody else's mail: nothing is cut after its end. */
  private static final class Use {
    private final Closeable cutting;
    private boolean over;

    private Use(Closeable cutting) {
      this.cutting = cutting;
    }

    synchronized void cut() {
      if (over) {
        return;
      }
      over = true;
      try {
        cutting.close();
      } catch (IOException e) {
        // Whoever uses a socket that does not even close learns it sooner than we do.
        over = true;
      }
    }

    synchronized void end() {
      over = true;
    }
  }
}
