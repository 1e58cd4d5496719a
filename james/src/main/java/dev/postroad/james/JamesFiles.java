// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.FileResolver;
import java.io.FileNotFoundException;
import java.io.IOException;
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
      throw new IOException("James finds no such file: " + e.getMessage(), e);
    }
  }
}
