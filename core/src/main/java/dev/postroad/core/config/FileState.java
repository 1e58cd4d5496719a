// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a file was like at some moment.
 *
 * @param attributes when it was written, its size, and which file it is; empty if it is not there
 * @param digest of its content; empty if nobody asked, or it cannot be read
 */
record FileState(String attributes, String digest) {
  private static final int BLOCK = 1 << 16;

  /** Without its content. */
  static FileState attributesOf(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileState(
          found.lastModifiedTime().toInstant() + " " + found.size() + " " + found.fileKey(), "");
    } catch (IOException e) {
      return new FileState("", "");
    }
  }

  /** With its content, which may be newer than the attributes, but never older. */
  static FileState of(Path file) {
    return new FileState(attributesOf(file).attributes(), digest(file));
  }

  private static String digest(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[BLOCK];
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        digest.update(block, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | UncheckedIOException e) {
      return "";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
