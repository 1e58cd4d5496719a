// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two runs from using one directory at the same time; ends with the process. */
final class WorkLock implements AutoCloseable {
  private final Path directory;
  private final FileChannel channel;

  private WorkLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the directory, which is made if it is not there.
   *
   * @throws IOException if another run has it
   */
  static WorkLock on(Path directory) throws IOException {
    Path file = Files.createDirectories(directory).resolve("lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IOException("another run uses " + directory + ": end that first");
    }
    return new WorkLock(directory, channel);
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
