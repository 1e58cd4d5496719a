// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * What a server's connections share.
 *
 * @param settings the settings now in force
 * @param closed goes to zero when the server closes
 */
record ServerContext(
    Supplier<ServerSettings> settings, Script script, Records records, CountDownLatch closed) {}
