// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.message;

import dev.postroad.core.message.MessageContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A message as it stands in a file, or came from standard input; a large one from there lies in a
 * temporary file until this is closed.
 */
public final class MessageFile implements MessageContent, AutoCloseable {
  private static final int IN_MEMORY = 256 * 1024;

  private final Source source;
  private final long size;
  private final Optional<Path> temporary;

  private MessageFile(Source source, long size, Optional<Path> temporary) {
    this.source = source;
    this.size = size;
    this.temporary = temporary;
  }

  /** Opens the message anew. */
  @FunctionalInterface
  private interface Source {
    InputStream open() throws IOException;
  }

  /**
   * A message in a file, which must not change while it is sent; a pipe is read to its end.
   *
   * @param temporaryFolder as for {@link #read}
   * @throws IOException if there is no such file or it cannot be read
   */
  public static MessageFile of(Path file, Path temporaryFolder) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      if (!Files.isRegularFile(file)) {
        return read(in, temporaryFolder);
      }
    }
    return new MessageFile(() -> Files.newInputStream(file), Files.size(file), Optional.empty());
  }

  /**
   * Reads a message to its end.
   *
   * @param temporaryFolder where a large one is kept meanwhile
   * @throws IOException if it cannot be read, or there is no room for it
   */
  public static MessageFile read(InputStream in, Path temporaryFolder) throws IOException {
    byte[] head = in.readNBytes(IN_MEMORY);
    if (head.length < IN_MEMORY) {
      return new MessageFile(() -> new ByteArrayInputStream(head), head.length, Optional.empty());
    }
    Path file = Files.createTempFile(temporaryFolder, "postroad-", ".eml");
    try {
      Files.copy(
          new SequenceInputStream(new ByteArrayInputStream(head), in),
          file,
          StandardCopyOption.REPLACE_EXISTING);
      return new MessageFile(() -> Files.newInputStream(file), Files.size(file), Optional.of(file));
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (InputStream in = source.open()) {
      in.transferTo(out);
    }
  }

  /** Removes the temporary file, if there is one. */
  @Override
  public void close() throws IOException {
    if (temporary.isPresent()) {
      Files.deleteIfExists(temporary.get());
    }
  }
}
