// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.relay.RelayPolicyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import javax.inject.Inject;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.filesystem.api.FileSystem;

/**
 * The classes of domains that all matchers know: those of {@code conf/domain-classes.conf}, written
 * as in RelayPolicy's {@code <classes>}, and {@code local}. A RelayPolicy that says {@code
 * <classes>file://conf/domain-classes.conf</classes>} speaks of the same ones.
 */
public final class DomainClasses {
  /** Where the classes are written. */
  public static final String FILE = "file://conf/domain-classes.conf";

  private final JamesFiles files;
  private final DomainListLocal local;

  @Inject
  public DomainClasses(FileSystem files, DomainList domains) {
    this.files = new JamesFiles(files);
    this.local = new DomainListLocal(domains);
  }

  /**
   * Reads the classes as the file has them now. Without the file there is only {@code local}.
   *
   * @throws ConfigurationProblems with everything that is wrong in the file
   */
  public DomainClassifier read() throws ConfigurationProblems {
    if (!isThere()) {
      return DomainClassifier.ofLocal(local);
    }
    return RelayPolicyConfig.parse(
            Map.of("classes", FILE),
            "domain classes",
            RelayPolicyConfig.Surroundings.of(files, local))
        .rules()
        .classifier();
  }

  private boolean isThere() {
    try {
      return Files.exists(files.resolve(FILE));
    } catch (IOException e) {
      return false;
    }
  }
}
