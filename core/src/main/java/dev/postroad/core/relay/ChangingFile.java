// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.FileResolver;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A file that may change: what was made of it is kept until it does. Two that follow the same
 * reference are equal. Thread-safe.
 *
 * @param <T> what is made of it
 */
final class ChangingFile<T> {
  /** Makes something of the file's octets. */
  interface Maker<T> {
    /**
     * Makes it.
     *
     * @throws IOException saying what is wrong with the file, without showing what is in it
     */
    T make(byte[] octets) throws IOException;
  }

  private record Made<T>(FileTime time, long size, Object file, T what) {}

  private final String reference;
  private final FileResolver files;
  private final Maker<T> maker;
  private volatile @Nullable Made<T> made;

  ChangingFile(String reference, FileResolver files, Maker<T> maker) {
    this.reference = reference;
    this.files = files;
    this.maker = maker;
  }

  String reference() {
    return reference;
  }

  /**
   * What the file says now.
   *
   * @throws IOException with the reference and why it cannot be used
   */
  T read() throws IOException {
    try {
      Path file = files.resolve(reference);
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      Object identity = now.fileKey() == null ? file : now.fileKey();
      Made<T> before = made;
      if (before != null
          && before.time().equals(now.lastModifiedTime())
          && before.size() == now.size()
          && before.file().equals(identity)) {
        return before.what();
      }
      T what = maker.make(Files.readAllBytes(file));
      made = new Made<>(now.lastModifiedTime(), now.size(), identity, what);
      return what;
    } catch (NoSuchFileException e) {
      throw new IOException(reference + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(reference + ": the file may not be read", e);
    } catch (StoredCredentials.MalformedException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(reference + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChangingFile<?> that && that.reference.equals(reference);
  }

  @Override
  public int hashCode() {
    return reference.hashCode();
  }
}
