// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks through the entities of a message (RFC 2046): multiparts and enclosed messages are entered,
 * everything else is shown as it is. Takes any octets: what is no MIME is a body of text.
 *
 * <p>Memory is bounded: by the longest header field it keeps together, and by the depth to which it
 * enters composites. What lies deeper, it takes for a body.
 */
final class MimeWalker implements LineSplitter.Lines {
  private static final int LONGEST_FIELD = 128 * 1024;
  private static final int DEEPEST = 64;
  private static final byte[] NONE = {};

  private final MimeVisitor visitor;
  private final List<Multipart> open = new ArrayList<>();
  private final ByteArrayOutputStream field = new ByteArrayOutputStream();
  private MimeEntity entity = new MimeEntity(0, true, "text/plain");
  private Place place = Place.HEADER;
  private byte[] fieldTerminator = NONE;
  private int entities = 1;
  private int depth;

  private enum Place {
    HEADER,
    BODY,
    BETWEEN
  }

  /** A multipart that is not at its end. */
  private static final class Multipart {
    /** Two hyphens and the boundary. */
    private final byte[] delimiter;

    private final String typeOfParts;
    private final int depthOfParts;

    private Multipart(String boundary, String typeOfParts, int depthOfParts) {
      this.delimiter = ("--" + boundary).getBytes(ISO_8859_1);
      this.typeOfParts = typeOfParts;
      this.depthOfParts = depthOfParts;
    }
  }

  private MimeWalker(MimeVisitor visitor) {
    this.visitor = visitor;
  }

  /** Shows a whole message to a visitor. */
  static void walk(MessageContent content, MimeVisitor visitor) throws IOException {
    MimeWalker walker = new MimeWalker(visitor);
    LineSplitter lines = new LineSplitter(walker);
    content.writeTo(lines);
    lines.finish();
    walker.finish();
  }

  @Override
  public void fragment(byte[] octets, int length, boolean starts, byte[] terminator)
      throws IOException {
    if (starts && length > 2 && octets[0] == '-' && octets[1] == '-') {
      for (int i = open.size() - 1; i >= 0; i--) {
        byte[] delimiter = open.get(i).delimiter;
        if (isDelimiter(delimiter, octets, length)) {
          boundary(i, isClosing(delimiter, octets, length));
          visitor.between(octets, length, terminator);
          return;
        }
      }
    }
    switch (place) {
      case HEADER -> headerLine(octets, length, starts, terminator);
      case BODY -> visitor.body(entity, octets, length, terminator);
      default -> visitor.between(octets, length, terminator);
    }
  }

  private static boolean isDelimiter(byte[] delimiter, byte[] octets, int length) {
    if (length < delimiter.length
        || !java.util.Arrays.equals(delimiter, 0, delimiter.length, octets, 0, delimiter.length)) {
      return false;
    }
    int rest = isClosing(delimiter, octets, length) ? delimiter.length + 2 : delimiter.length;
    for (int i = rest; i < length; i++) {
      if (octets[i] != ' ' && octets[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private static boolean isClosing(byte[] delimiter, byte[] octets, int length) {
    int after = delimiter.length;
    return length >= after + 2 && octets[after] == '-' && octets[after + 1] == '-';
  }

  private void boundary(int multipart, boolean closing) throws IOException {
    endEntity(true);
    Multipart parent = open.get(multipart);
    open.subList(closing ? multipart : multipart + 1, open.size()).clear();
    if (closing) {
      place = Place.BETWEEN;
    } else {
      depth = parent.depthOfParts;
      enter(false, parent.typeOfParts);
    }
  }

  private void enter(boolean message, String typeUnlessSaid) {
    entity = new MimeEntity(entities++, message, typeUnlessSaid);
    place = Place.HEADER;
  }

  private void endEntity(boolean atBoundary) throws IOException {
    if (place == Place.HEADER) {
      endField();
      visitor.headerEnd(entity, false);
    } else if (place == Place.BODY) {
      visitor.bodyEnd(entity, atBoundary);
    }
  }

  private void headerLine(byte[] octets, int length, boolean starts, byte[] terminator)
      throws IOException {
    boolean continues = !starts || (length > 0 && (octets[0] == ' ' || octets[0] == '\t'));
    if (!continues) {
      endField();
    } else if (field.size() > LONGEST_FIELD) {
      endField();
      if (length > 0) {
        // What follows becomes a continuation line.
        field.write(' ');
      }
    }
    if (starts && length == 0) {
      endHeader();
      return;
    }
    field.write(fieldTerminator, 0, fieldTerminator.length);
    field.write(octets, 0, length);
    fieldTerminator = terminator;
  }

  private void endField() throws IOException {
    if (field.size() > 0) {
      byte[] complete = field.toByteArray();
      entity.learn(complete);
      visitor.field(entity, complete);
    }
    field.reset();
    fieldTerminator = NONE;
  }

  private void endHeader() throws IOException {
    visitor.headerEnd(entity, true);
    boolean mayEnter = depth < DEEPEST;
    if (mayEnter && entity.boundary().isPresent()) {
      open.add(new Multipart(entity.boundary().get(), entity.typeOfParts(), depth + 1));
      place = Place.BETWEEN;
    } else if (mayEnter && entity.holdsMessage()) {
      depth++;
      enter(true, "text/plain");
    } else {
      place = Place.BODY;
    }
  }

  private void finish() throws IOException {
    endEntity(false);
  }
}
