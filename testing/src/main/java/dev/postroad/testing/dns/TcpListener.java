// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** Accepts connections and reads length-prefixed questions from them (RFC 7766). */
final class TcpListener implements Runnable, AutoCloseable {
  /** Receives each message; replies go through the connection. */
  interface Handler {
    void handle(byte[] message, Connection connection);
  }

  private static final int IDLE_MILLIS = 30_000;

  private final ServerSocket server;
  private final ExecutorService executor;
  private final Handler handler;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  TcpListener(ServerSocket server, ExecutorService executor, Handler handler) {
    this.server = server;
    this.executor = executor;
    this.handler = handler;
  }

  @Override
  public void run() {
    while (!server.isClosed()) {
      try {
        Connection connection = new Connection(server.accept());
        open.add(connection);
        executor.execute(connection);
      } catch (IOException | RejectedExecutionException e) {
        // A connection that was reset while it waited is none; only a close ends the loop.
      }
    }
    close();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot close " + server, e);
    } finally {
      open.forEach(Connection::close);
    }
  }

  /** One client's connection. */
  final class Connection implements Runnable {
    private final Socket socket;

    Connection(Socket socket) {
      this.socket = socket;
    }

    @Override
    public void run() {
      try (socket) {
        socket.setSoTimeout(IDLE_MILLIS);
        socket.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
          byte[] message = new byte[in.readUnsignedShort()];
          in.readFully(message);
          handler.handle(message, this);
        }
      } catch (IOException e) {
        // The end of the stream, a reset and the idle limit all end the connection alike.
        return;
      } finally {
        open.remove(this);
      }
    }

    /** Writes one reply; a client that is gone is no error. */
    void send(byte[] message) {
      byte[] prefixed = new byte[message.length + 2];
      prefixed[0] = (byte) (message.length >> 8);
      prefixed[1] = (byte) message.length;
      System.arraycopy(message, 0, prefixed, 2, message.length);
      try {
        synchronized (this) {
          new DataOutputStream(socket.getOutputStream()).write(prefixed);
        }
      } catch (IOException e) {
        close();
      }
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException("cannot close " + socket, e);
      }
    }
  }
}
