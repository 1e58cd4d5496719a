// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The bytes of a message, header and body, that can be written as often as a delivery needs.
 *
 * <p>Line endings and dots are as the host keeps them: the SMTP client normalises and stuffs.
 * Implementations hold no more of the message in memory than the host does.
 */
public interface MessageContent {

  /** The size in octets, as exact as the host knows it without reading the message; 0 or more. */
  long size();

  /**
   * Writes the whole message; may be called again.
   *
   * @throws IOException if the host cannot read the message, or {@code out} cannot take it
   */
  void writeTo(OutputStream out) throws IOException;
}
