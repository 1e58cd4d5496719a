// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.smtp.MemoryChannel.Line;
import dev.postroad.core.smtp.MemoryChannel.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One connection to a mail server that answers as a {@link Schedule} draws it: yes or no, for now
 * or for good, to each recipient by itself, late, never, in part, or by leaving. What it has taken
 * it enters in the {@link Takings}.
 */
final class DrawnPeer implements Peer {
  private static final String END = "\r\n.\r\n";
  private static final List<String> NOT_NOW =
      List.of("450 4.2.1 later", "451 4.3.0 trouble", "452 4.5.3 too many", "452 full");
  private static final List<String> NEVER =
      List.of("550 5.1.1 nobody", "554 no", "552 5.5.3 too many", "521 5.3.2 no mail here");

  /** How a host is. */
  record Manners(int troubleOneIn, boolean knowsEhlo, String capabilities) {}

  /** What stands between a command and a plain reply. */
  private enum Trouble {
    LEAVES,
    RESETS,
    SAYS_421,
    IS_SILENT,
    IS_LATE,
    ANSWERS_AND_LEAVES,
    TALKS_NONSENSE
  }

  /** What it takes octets for. */
  private enum Hears {
    COMMANDS,
    MESSAGE,
    CHUNK
  }

  private final Schedule schedule;
  private final Takings takings;
  private final Manners manners;
  private final Line line;

  /** The recipients of the mail that is under way. */
  private final Supplier<List<String>> present;

  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final List<String> accepted = new ArrayList<>();
  private Hears hears = Hears.COMMANDS;
  private boolean inTransaction;
  private boolean lmtp;
  private int chunkLeft;
  private boolean lastChunk;
  private boolean silent;
  private boolean hasTaken;

  /**
   * @param present the recipients of the mail that is under way
   */
  DrawnPeer(
      Schedule schedule,
      Takings takings,
      Manners manners,
      Line line,
      Supplier<List<String>> present) {
    this.schedule = schedule;
    this.takings = takings;
    this.manners = manners;
    this.line = line;
    this.present = present;
    greet();
  }

  private void greet() {
    if (isTroubled()) {
      say(schedule.any(List.of("421 4.7.0 too many of you", "450 busy", "554 5.7.1 not you")));
    } else {
      reply("220 mx.example ESMTP");
    }
  }

  private boolean isTroubled() {
    return schedule.oneIn(manners.troubleOneIn());
  }

  @Override
  public void hear(byte[] octets, int offset, int length) throws IOException {
    schedule.meanwhile();
    heard.write(octets, offset, length);
    hasTaken = false;
    boolean more = true;
    while (more && !line.isOver()) {
      more = hearOne();
    }
    // What has come as far as a message that is taken was not lost on the way.
    if (line.isOver() && !hasTaken && schedule.oneIn(3)) {
      throw new SocketException("Connection reset by peer");
    }
  }

  /** Takes a command, or what there is of a message; whether there may be more. */
  private boolean hearOne() {
    String all = heard.toString(StandardCharsets.ISO_8859_1);
    return switch (hears) {
      case COMMANDS -> {
        int end = all.indexOf("\r\n");
        if (end >= 0) {
          keep(all.substring(end + 2));
          obey(all.substring(0, end));
        }
        yield end >= 0;
      }
      case MESSAGE -> {
        // The line end before the dot may be that of the reply to DATA.
        int end = all.startsWith(".\r\n") ? -2 : all.indexOf(END);
        if (end != -1) {
          keep(all.substring(end + END.length()));
          hears = Hears.COMMANDS;
          decide();
        } else if (isTroubled()) {
          say(schedule.any(List.of("552 5.3.4 too big", "451 4.3.0 trouble")));
          line.hangUp();
        }
        yield end != -1;
      }
      case CHUNK -> {
        int part = Math.min(chunkLeft, all.length());
        keep(all.substring(part));
        chunkLeft -= part;
        if (chunkLeft == 0) {
          hears = Hears.COMMANDS;
          endChunk();
        }
        yield chunkLeft == 0;
      }
    };
  }

  private void keep(String rest) {
    heard.reset();
    heard.writeBytes(rest.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void obey(String command) {
    switch (command.substring(0, Math.min(4, command.length()))) {
      case "EHLO" -> hello(!manners.knowsEhlo());
      case "LHLO" -> {
        lmtp = true;
        hello(false);
      }
      case "HELO" -> reply("250 mx.example");
      case "STAR" -> reply("454 4.7.0 TLS not available");
      case "MAIL" -> mail();
      case "RCPT" -> recipient(command.substring(command.indexOf('<') + 1, command.indexOf('>')));
      case "DATA" -> data();
      case "BDAT" -> chunk(command.split(" "));
      case "RSET" -> {
        forget();
        reply("250 2.0.0 forgotten");
      }
      case "QUIT" -> {
        line.say("221 2.0.0 bye\r\n");
        line.hangUp();
      }
      default -> reply("500 5.5.1 what?");
    }
  }

  private void hello(boolean onlyHelo) {
    if (onlyHelo) {
      say("502 5.5.1 what?");
    } else {
      reply("250-mx.example\r\n" + manners.capabilities() + "250 HELP");
    }
  }

  private void mail() {
    forget();
    if (isTroubled()) {
      say(schedule.any(schedule.oneIn(3) ? NEVER : NOT_NOW));
    } else {
      inTransaction = true;
      reply("250 2.1.0 ok");
    }
  }

  private void forget() {
    inTransaction = false;
    accepted.clear();
  }

  private void recipient(String address) {
    if (!inTransaction) {
      say("503 5.5.1 MAIL first");
    } else if (schedule.oneIn(5)) {
      say(schedule.any(schedule.oneIn(3) ? NEVER : NOT_NOW), List.of(address));
    } else {
      accepted.add(address);
      reply("250 2.1.5 ok");
    }
  }

  private void data() {
    if (accepted.isEmpty()) {
      say(schedule.any(List.of("503 5.5.1 for nobody", "554 5.5.1 no valid recipients")));
    } else if (isTroubled()) {
      say(schedule.any(List.of("451 4.3.0 trouble", "554 5.3.0 no")), accepted);
      forget();
    } else if (reply("354 go on")) {
      hears = Hears.MESSAGE;
    }
  }

  private void chunk(String[] words) {
    chunkLeft = Integer.parseInt(words[1]);
    lastChunk = words.length > 2;
    hears = Hears.CHUNK;
  }

  private void endChunk() {
    if (!inTransaction || accepted.isEmpty()) {
      say("503 5.5.1 for nobody");
    } else if (lastChunk) {
      decide();
    } else {
      reply("250 2.0.0 go on");
    }
  }

  /** It has all of a message, and takes it or not: with LMTP, for each recipient by itself. */
  private void decide() {
    schedule.meanwhile();
    List<String> whose = List.copyOf(accepted);
    forget();
    if (lmtp) {
      whose.forEach(one -> decide(List.of(one)));
    } else {
      decide(whose);
    }
  }

  private void decide(List<String> whose) {
    if (line.isOver()) {
      return;
    }
    if (schedule.oneIn(8)) {
      say(schedule.any(schedule.oneIn(3) ? NEVER : NOT_NOW), whose);
      return;
    }
    hasTaken = true;
    whose.forEach(takings::take);
    if (isTroubled() && !silent) {
      takeWithTrouble(whose);
    } else if (!silent) {
      sayTaken(whose);
    }
  }

  private void sayTaken(List<String> whose) {
    whose.forEach(takings::maybeHeard);
    line.say("250 2.0.0 taken\r\n", () -> whose.forEach(takings::heard));
  }

  private void takeWithTrouble(List<String> whose) {
    switch (schedule.random().nextInt(6)) {
      case 0 -> line.hangUp();
      case 1 -> line.reset();
      case 2 -> silent = true;
      case 3 -> {
        whose.forEach(takings::maybeHeard);
        line.say("250 2.0.0 taken\r\n".substring(0, 3 + schedule.random().nextInt(14)));
        line.hangUp();
      }
      case 4 -> {
        line.say("25");
        line.hangUp();
      }
      default -> {
        sayTaken(whose);
        line.say("421 4.3.2 that was all\r\n");
        line.hangUp();
      }
    }
  }

  /** A refusal, to all who are concerned so far. */
  private void say(String refusal) {
    say(refusal, present.get());
  }

  private void say(String refusal, List<String> whose) {
    if (refusal.startsWith("5")) {
      whose.forEach(takings::refuseForGood);
    }
    reply(refusal);
  }

  /** Says something, or gets into trouble; whether it is said and goes on. */
  private boolean reply(String words) {
    if (silent) {
      return false;
    }
    if (!isTroubled()) {
      line.say(words + "\r\n");
      return true;
    }
    Trouble trouble = schedule.any(List.of(Trouble.values()));
    switch (trouble) {
      case LEAVES -> line.hangUp();
      case RESETS -> line.reset();
      case SAYS_421 -> {
        line.say("421 4.3.2 closing\r\n");
        line.hangUp();
      }
      case IS_SILENT -> silent = true;
      case IS_LATE -> {
        schedule.pass(Duration.ofSeconds(schedule.random().nextInt(200)));
        line.say(words + "\r\n");
      }
      case ANSWERS_AND_LEAVES -> {
        line.say(words + "\r\n");
        line.hangUp();
      }
      case TALKS_NONSENSE -> line.say("nonsense\r\n");
    }
    return trouble == Trouble.IS_LATE;
  }

  @Override
  public void awaited() {
    schedule.meanwhile();
    schedule.pass(Duration.ofMinutes(1 + schedule.random().nextInt(10)));
  }

  @Override
  public void glanced(Duration time) {
    schedule.pass(time);
  }
}
