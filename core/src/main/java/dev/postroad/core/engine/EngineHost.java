// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import dev.postroad.core.event.DeliveryListener;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What an engine runs on, given to it by its owner, who also ends it: the core makes no thread,
 * reads no clock and draws no number by itself. Several engines may share one host.
 *
 * @param workers where deliveries run, which block for as long as a slow peer takes
 * @param lookups where answers of the DNS are awaited, all on one thread; what an answer needs
 *     beside that may block, and a few threads will do
 * @param farewells where peers are taken leave of, which may block as well; a few threads will do,
 *     and no mail waits for them; where it rejects, a peer is left without a word
 * @param timers for short and quick tasks: time-outs, and closing idle sessions
 * @param nanoTicker {@code System::nanoTime}, or a test's own
 * @param random for shuffling; thread-safe
 * @param listener who hears what is done
 */
public record EngineHost(
    Executor workers,
    Executor lookups,
    Executor farewells,
    ScheduledExecutorService timers,
    LongSupplier nanoTicker,
    RandomGenerator random,
    DeliveryListener listener) {}
