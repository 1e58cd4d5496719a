// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Accepts connections and gives each a daemon thread. */
final class Acceptor implements AutoCloseable {
  private static final int SECONDS_TO_END = 5;

  private final ServerSocket socket;
  private final ServerContext context;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;

  Acceptor(ServerSocket socket, ServerContext context) {
    this.socket = socket;
    this.context = context;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              String name =
                  "scripted-smtp-" + socket.getLocalPort() + "-" + count.incrementAndGet();
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    threads.execute(this::accept);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        serve(socket.accept());
      } catch (IOException e) {
        // A connection that was reset while it waited is none; only a close ends the loop.
      }
    }
  }

  private void serve(Socket tcp) throws IOException {
    Records records = context.records();
    records.opened();
    Connection connection = new Connection(records.connections.incrementAndGet(), tcp, context);
    connections.add(connection);
    try {
      threads.execute(
          () -> {
            connection.run();
            connections.remove(connection);
          });
    } catch (RejectedExecutionException e) {
      // Closed meanwhile: nobody will run it any more.
      connection.abort();
    }
    if (socket.isClosed()) {
      connection.abort();
    }
  }

  /**
   * Closes every connection and waits for the threads to end.
   *
   * @throws IllegalStateException if they do not
   */
  @Override
  public void close() throws IOException {
    socket.close();
    for (Connection connection : connections) {
      connection.abort();
    }
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
        throw new IllegalStateException("connections of " + socket + " do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
