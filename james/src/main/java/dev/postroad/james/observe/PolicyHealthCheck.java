// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import com.google.inject.ProvidedBy;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Reloadable;
import dev.postroad.james.Entrance;
import dev.postroad.james.Reloads;
import java.util.List;
import javax.inject.Inject;

/** Whether what the files of policies and classes say is what counts. */
@ProvidedBy(PolicyHealthCheck.Door.class)
public final class PolicyHealthCheck extends Check {
  private static final int MOST_TOLD = 3;

  private final Reloads reloads;

  @Inject
  public PolicyHealthCheck(Reloads reloads) {
    super("Postroad policy");
    this.reloads = reloads;
  }

  @Override
  Finding look() {
    List<String> rejected =
        reloads.statuses().stream()
            .filter(status -> !status.isCurrent())
            .map(PolicyHealthCheck::words)
            .toList();
    return rejected.isEmpty() ? Finding.HEALTHY : Finding.degraded(String.join("; ", rejected));
  }

  private static String words(Reloadable.Status status) {
    List<Problem> problems = status.problems();
    List<String> told = problems.stream().limit(MOST_TOLD).map(Problem::toString).toList();
    return status.name()
        + " has changed and cannot be used, what was read before stays in use: "
        + String.join("; ", told)
        + (problems.size() > MOST_TOLD
            ? "; and " + (problems.size() - MOST_TOLD) + " more (postroad check)"
            : "")
        + ". Mend the file; it is read anew by itself";
  }

  static final class Door extends Entrance<PolicyHealthCheck> {
    Door() {
      super(PolicyHealthCheck.class);
    }
  }
}
