// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;

/** Gives the body of one entity a form in which it can travel. */
interface BodyEncoder {

  /**
   * Takes a line, or a part of one.
   *
   * @param terminator the octets that end the line; none if it goes on
   */
  void take(byte[] octets, int length, byte[] terminator) throws IOException;

  /**
   * Ends the body.
   *
   * @param atBoundary whether the last line end belongs to a boundary, and not to the body
   */
  void end(boolean atBoundary) throws IOException;
}
