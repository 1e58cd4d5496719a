// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.apache.james.filesystem.api.FileSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files of our own, in the folder {@code var/postroad} of James. */
final class OwnFile {
  private static final Logger LOGGER = LoggerFactory.getLogger(OwnFile.class);
  private static final String FOLDER = "postroad";

  private OwnFile() {}

  /** Where the file of that name is, or will be. */
  static Path called(String name, FileSystem files) {
    return varFolder(files).resolve(FOLDER).resolve(name);
  }

  private static Path varFolder(FileSystem files) {
    try {
      return files.getFile(FileSystem.FILE_PROTOCOL_AND_VAR).toPath();
    } catch (FileNotFoundException e) {
      return inBaseFolder(files);
    }
  }

  private static Path inBaseFolder(FileSystem files) {
    try {
      return files.getBasedir().toPath().resolve("var");
    } catch (FileNotFoundException e) {
      LOGGER.error(
          "James does not say where its folder is; Postroad's files are kept where it was started");
      return new File("var").toPath();
    }
  }

  /**
   * Writes a file whole beside its place, forces it to the disk and moves it there, so that it is
   * never half there by our doing.
   *
   * @throws IOException if that cannot be; then the file is as it was
   */
  static void write(Path path, String text) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    try {
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING);
    }
    force(path.toAbsolutePath().getParent());
  }

  /** Until its folder is on the disk, too, a crash may bring the file of before back. */
  private static void force(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders, and some file systems force none; the file itself is forced.
      LOGGER.debug("{} cannot be forced to the disk", folder, e);
    }
  }

  /** Where a file that cannot be read is kept beside its place. */
  static Path aside(Path path, Instant now) {
    return path.resolveSibling(path.getFileName() + ".unreadable-" + now.toEpochMilli());
  }
}
