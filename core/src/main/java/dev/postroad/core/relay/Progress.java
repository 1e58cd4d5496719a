// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.outcome.DeliveryStatus;
import java.util.Optional;

/**
 * How far the delivery to a recipient has come.
 *
 * @param attempt the number of the attempt that is to be made, 1 for the first
 * @param last how the attempt before it ended for this recipient; empty before the first
 */
public record Progress(int attempt, Optional<DeliveryStatus> last) {
  /** Nothing has been tried yet. */
  public static final Progress NONE = new Progress(1, Optional.empty());

  public Progress {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts count from 1: " + attempt);
    }
  }
}
