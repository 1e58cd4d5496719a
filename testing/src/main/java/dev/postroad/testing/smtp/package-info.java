// SPDX-License-Identifier: Apache-2.0
/** A real SMTP server for tests that follows a script and remembers all it saw. */
@NullMarked
package dev.postroad.testing.smtp;

import org.jspecify.annotations.NullMarked;
