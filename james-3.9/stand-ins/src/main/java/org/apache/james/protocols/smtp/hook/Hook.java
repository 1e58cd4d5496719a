// SPDX-License-Identifier: Apache-2.0
package org.apache.james.protocols.smtp.hook;

import org.apache.james.protocols.api.handler.ProtocolHandler;

/** Stands in for James' own, for the compiler. */
public interface Hook extends ProtocolHandler {}
