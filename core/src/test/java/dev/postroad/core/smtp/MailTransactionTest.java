// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import org.junit.jupiter.api.Nested;

/** PIPELINING and CHUNKING change round trips, never results: one suite, four runs. */
final class MailTransactionTest {

  @Nested
  final class InLockStepWithData extends MailTransactionContract {
    InLockStepWithData() {
      super(false, false);
    }
  }

  @Nested
  final class PipelinedWithData extends MailTransactionContract {
    PipelinedWithData() {
      super(true, false);
    }
  }

  @Nested
  final class InLockStepWithChunks extends MailTransactionContract {
    InLockStepWithChunks() {
      super(false, true);
    }
  }

  @Nested
  final class PipelinedWithChunks extends MailTransactionContract {
    PipelinedWithChunks() {
      super(true, true);
    }
  }
}
