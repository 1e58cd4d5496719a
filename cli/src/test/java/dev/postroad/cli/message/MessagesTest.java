// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the folder
final class MessagesTest {
  @TempDir Path folder;

  @Test
  void testMessageHasAllThatAMessageNeeds() throws Exception {
    String text =
        text(
            testMessage(
                Optional.of(Mailbox.parse("amy@corp.example")),
                Mailbox.parse("bob@partner.example"),
                Mailbox.parse("carl@partner.example")));
    assertThat(text)
        .contains("Date: Sun, 4 Jan 2026 04:06:07 +0000\r\n")
        .contains("From: <amy@corp.example>\r\n")
        .contains("To: bob@partner.example,\r\n carl@partner.example\r\n")
        .containsPattern("Message-ID: <postroad\\.[0-9a-f]{24}@mx\\.corp\\.example>\r\n")
        .endsWith("gets through.\r\n");
    assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
  }

  @Test
  void testMessageOfNobodyIsFromThePostmaster() throws Exception {
    assertThat(text(testMessage(Optional.empty(), Mailbox.parse("bob@partner.example"))))
        .contains("From: <postmaster@mx.corp.example>\r\n");
  }

  @Test
  void fileIsReadAsOftenAsNeeded() throws Exception {
    Path file = Files.writeString(folder.resolve("m.eml"), "Subject: hi\n\nhello\n");
    try (MessageFile message = MessageFile.of(file, folder)) {
      assertThat(text(message)).isEqualTo(text(message)).isEqualTo("Subject: hi\n\nhello\n");
      assertThat(message.size()).isEqualTo(19);
    }
    assertThat(file).exists();
  }

  @Test
  void fileThatCannotBeReadIsToldAtOnce() {
    assertThatThrownBy(() -> MessageFile.of(folder.resolve("none.eml"), folder))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> MessageFile.of(folder, folder)).isInstanceOf(IOException.class);
  }

  @Test
  void largeInputGoesThroughATemporaryFileThatIsRemoved() throws Exception {
    byte[] large = "0123456789abcde\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    try (MessageFile message = MessageFile.read(new ByteArrayInputStream(large), folder)) {
      assertThat(message.size()).isEqualTo(large.length);
      assertThat(text(message)).isEqualTo(text(message)).hasSize(large.length);
      assertThat(folder).isNotEmptyDirectory();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void smallAndEmptyInputStayInMemory() throws Exception {
    try (MessageFile message = MessageFile.read(new ByteArrayInputStream(new byte[0]), folder)) {
      assertThat(message.size()).isZero();
      assertThat(text(message)).isEmpty();
      assertThat(folder).isEmptyDirectory();
    }
  }

  private static TestMessage testMessage(Optional<Mailbox> from, Mailbox... to) {
    return new TestMessage(
        from, List.of(to), "mx.corp.example", Instant.parse("2026-01-04T04:06:07Z"), new Random(1));
  }

  private static String text(MessageContent content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    assertThat(content.size()).isEqualTo(out.size());
    return out.toString(StandardCharsets.UTF_8);
  }
}
