// SPDX-License-Identifier: Apache-2.0
/** A real authoritative DNS server for tests, with faults on demand. */
@NullMarked
package dev.postroad.testing.dns;

import org.jspecify.annotations.NullMarked;
