// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A mail server that runs and is measured. */
interface Mailer extends AutoCloseable {
  /** Returns where it takes mail. */
  InetSocketAddress smtp();

  /** Returns what its processes spend. */
  CpuClock cpu();

  /** Waits until it has had next to nothing to do for a second. */
  void awaitIdle() throws IOException, InterruptedException;

  /** Begins to record where its time goes, if it can. */
  default void startRecording(String name) throws IOException, InterruptedException {}

  /** Writes what was recorded. */
  default void stopRecording() throws IOException, InterruptedException {}

  /** Ends it. */
  @Override
  void close();
}
