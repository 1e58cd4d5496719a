// SPDX-License-Identifier: Apache-2.0
/**
 * The part of SLF4J that dnsjava calls, under a name of ours.
 *
 * <p>Inside the drop-in jar dnsjava's references to {@code org.slf4j} are rewritten to this
 * package. In James its lines then reach James' log; when the jar runs alone, as the command line
 * does, they reach {@link System.Logger}, and no SLF4J is needed. Nothing else uses this package:
 * core does not log, and the James modules log through James' own SLF4J. See {@code
 * docs/adr/0002-relocation.md}.
 */
@NullMarked
package dev.postroad.logging;

import org.jspecify.annotations.NullMarked;
