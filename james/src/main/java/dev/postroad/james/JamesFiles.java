// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.FileResolver;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import javax.inject.Inject;
import org.apache.james.filesystem.api.FileSystem;

/**
 * Finds files as James does: {@code file://conf/routes} in its configuration folder, {@code
 * file://…} below its working directory, {@code file:///…} anywhere.
 */
public final class JamesFiles implements FileResolver {
  private final FileSystem files;

  @Inject
  public JamesFiles(FileSystem files) {
    this.files = files;
  }

  @Override
  public Path resolve(String reference) throws IOException {
    if (!FileResolver.isReference(reference)) {
      throw new IOException("a reference to a file is written file://conf/NAME");
    }
    try {
      return files.getFile(reference).toPath();
    } catch (FileNotFoundException e) {
      return missing(reference, e);
    }
  }

  /** James finds no file that is not there, but the folder that it would be in. */
  private Path missing(String reference, FileNotFoundException why) throws IOException {
    int slash = reference.lastIndexOf('/') + 1;
    try {
      return files
          .getFile(reference.substring(0, slash))
          .toPath()
          .resolve(reference.substring(slash));
    } catch (FileNotFoundException | InvalidPathException e) {
      throw new IOException("James finds no such file: " + why.getMessage(), why);
    }
  }
}
