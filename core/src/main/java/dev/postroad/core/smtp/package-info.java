// SPDX-License-Identifier: Apache-2.0
/** The SMTP client: replies, sessions and mail transactions on blocking sockets. */
@NullMarked
package dev.postroad.core.smtp;

import org.jspecify.annotations.NullMarked;
