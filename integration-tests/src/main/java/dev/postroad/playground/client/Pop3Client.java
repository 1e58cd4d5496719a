// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One POP3 session (RFC 1939); a command answered {@code -ERR} throws. */
public final class Pop3Client implements AutoCloseable {
  private static final int SHOWN_LINES = 12;

  private final Transcript transcript = new Transcript();
  private final LineChannel channel;

  /** What {@code STAT} answers: the number of messages and their octets. */
  public record Stat(int messages, long octets) {}

  private Pop3Client(InetSocketAddress server) throws IOException {
    channel = LineChannel.connect(server, transcript);
  }

  /** Connects, reads the greeting, and logs in with {@code USER} and {@code PASS}. */
  public static Pop3Client login(InetSocketAddress server, String user, String password)
      throws IOException {
    Pop3Client client = new Pop3Client(server);
    try {
      client.ok();
      client.command("USER " + user);
      client.channel.sayUnder("PASS ********", "PASS " + password);
      client.ok();
      return client;
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  /** {@code STAT}. */
  public Stat stat() throws IOException {
    String[] words = command("STAT").split(" ", -1);
    return new Stat(Integer.parseInt(words[0]), Long.parseLong(words[1]));
  }

  /** {@code LIST}: the octets of each message by its number. */
  public Map<Integer, Long> list() throws IOException {
    Map<Integer, Long> sizes = new TreeMap<>();
    numbered("LIST").forEach((number, size) -> sizes.put(number, Long.valueOf(size)));
    return sizes;
  }

  /** {@code UIDL}: the unique id of each message by its number. */
  public Map<Integer, String> uidl() throws IOException {
    return numbered("UIDL");
  }

  /** {@code TOP}: the header and the first lines of the body, lines ended by LF. */
  public String top(int message, int bodyLines) throws IOException {
    command("TOP " + message + " " + bodyLines);
    return text();
  }

  /** {@code RETR}: the whole message, lines ended by LF. */
  public String retr(int message) throws IOException {
    command("RETR " + message);
    return text();
  }

  /** {@code DELE}. */
  public void dele(int message) throws IOException {
    command("DELE " + message);
  }

  /** {@code QUIT}: what was deleted is gone after it. */
  public void quit() throws IOException {
    command("QUIT");
  }

  /** Returns what was said so far. */
  public Transcript transcript() {
    return transcript;
  }

  private Map<Integer, String> numbered(String command) throws IOException {
    command(command);
    Map<Integer, String> byNumber = new TreeMap<>();
    for (String line : block()) {
      String[] words = line.split(" ", 2);
      byNumber.put(Integer.valueOf(words[0]), words[1]);
    }
    return byNumber;
  }

  private String text() throws IOException {
    return String.join("\n", block()) + "\n";
  }

  /** Reads a multi-line answer up to the lone dot, which is undone from the stuffing. */
  private List<String> block() throws IOException {
    List<String> lines = new ArrayList<>();
    String line = channel.hearQuietly();
    while (!line.equals(".")) {
      String unstuffed = line.startsWith(".") ? line.substring(1) : line;
      lines.add(unstuffed);
      if (lines.size() <= SHOWN_LINES) {
        channel.noteServer(line);
      }
      line = channel.hearQuietly();
    }
    if (lines.size() > SHOWN_LINES) {
      channel.noteServer("(" + (lines.size() - SHOWN_LINES) + " lines more)");
    }
    channel.noteServer(".");
    return lines;
  }

  private String command(String line) throws IOException {
    channel.say(line);
    return ok();
  }

  private String ok() throws IOException {
    String line = channel.hear();
    if (!line.startsWith("+OK")) {
      throw new IOException("POP3 server refused:\n" + transcript);
    }
    return line.substring(3).strip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
