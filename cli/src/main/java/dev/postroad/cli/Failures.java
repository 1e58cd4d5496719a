// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says in an operator's words why a file could not be read. */
public final class Failures {
  private Failures() {}

  /** A file that was named and cannot be read. */
  public static CommandFailure cannotRead(Path named, IOException why) {
    String file =
        why instanceof FileSystemException system && system.getFile() != null
            ? system.getFile()
            : named.toString();
    return new CommandFailure(ExitCode.NO_INPUT, file + ": " + reason(named, why));
  }

  private static String reason(Path named, IOException why) {
    if (why instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (why instanceof AccessDeniedException) {
      return "the file may not be read by this user";
    }
    if (why instanceof CharacterCodingException) {
      return "the file is not in UTF-8";
    }
    if (Files.isDirectory(named)) {
      return "that is a folder, not a file";
    }
    return "cannot be read: " + why.getMessage();
  }
}
