// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.io.IOException;

/** Is shown a message piece by piece, in order, by a {@link MimeWalker}. */
interface MimeVisitor {

  /**
   * A header field of an entity, with its line breaks but the last; or a line that should be one.
   */
  void field(MimeEntity entity, byte[] field) throws IOException;

  /**
   * The header is complete; the entity has its type and encoding.
   *
   * @param blankLine whether a blank line ended it, and not a boundary or the end of the message
   */
  void headerEnd(MimeEntity entity, boolean blankLine) throws IOException;

  /**
   * A line, or part of one, of the body of an entity that is no composite.
   *
   * @param terminator the octets that end the line; none if it goes on, or the message ends here
   */
  void body(MimeEntity entity, byte[] octets, int length, byte[] terminator) throws IOException;

  /**
   * The body of such an entity is complete.
   *
   * @param atBoundary whether a boundary follows, to which the last line end belongs (RFC 2046
   *     §5.1.1)
   */
  void bodyEnd(MimeEntity entity, boolean atBoundary) throws IOException;

  /** What belongs to no entity: boundaries, and what stands before the first and after the last. */
  void between(byte[] octets, int length, byte[] terminator) throws IOException;
}
