// SPDX-License-Identifier: Apache-2.0
package org.apache.james.protocols.smtp;

import org.apache.james.protocols.api.ProtocolSession;

/** Stands in for James' own, for the compiler; what we ask of a session any protocol's has. */
public interface SMTPSession extends ProtocolSession {}
