// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a message with those parts encoded anew that a survey found unfit. Parts that are fit stay
 * as they are to the last octet, since they may be signed.
 */
final class MimeRewriter implements MimeVisitor {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final String ENCODING_FIELD = "Content-Transfer-Encoding: ";

  private final MimeSurvey survey;
  private final boolean eightBitAllowed;
  private final OutputStream out;
  private final RawLines raw;
  private BodyEncoder encoder;
  private boolean encodingWritten;

  MimeRewriter(MimeSurvey survey, boolean eightBitAllowed, OutputStream out) {
    this.survey = survey;
    this.eightBitAllowed = eightBitAllowed;
    this.out = out;
    this.raw = new RawLines(out, eightBitAllowed);
    this.encoder = raw;
  }

  @Override
  public void field(MimeEntity entity, byte[] field) throws IOException {
    if (MimeEntity.nameOf(field).equals("content-transfer-encoding")) {
      encodingWritten = true;
      if (!encodingOf(entity).equals(entity.encoding())) {
        line(ENCODING_FIELD + encodingOf(entity));
        return;
      }
    }
    byte[] fit = HeaderField.fit(field, eightBitAllowed);
    if (fit.length > 0) {
      out.write(fit);
      out.write(CRLF, 0, 2);
    }
  }

  /** What the encoding of an entity is to be, whose header has said what it is. */
  private String encodingOf(MimeEntity entity) {
    String declared = entity.encoding();
    if (survey.isUnfit(entity) && entity.isIdentity()) {
      return survey.isReadable(entity) ? "quoted-printable" : "base64";
    }
    return switch (declared) {
      case "8bit", "binary" -> eightBitAllowed ? "8bit" : "7bit";
      default -> declared;
    };
  }

  @Override
  public void headerEnd(MimeEntity entity, boolean blankLine) throws IOException {
    boolean encode = survey.isUnfit(entity) && entity.isIdentity();
    if (encode) {
      if (entity.isMessage() && !entity.isVersioned()) {
        line("MIME-Version: 1.0");
      }
      if (entity.isMessage() && !entity.isTyped()) {
        line("Content-Type: text/plain; charset=" + (survey.isUtf8() ? "utf-8" : "unknown-8bit"));
      }
      if (!encodingWritten) {
        line(ENCODING_FIELD + encodingOf(entity));
      }
    }
    encodingWritten = false;
    if (blankLine) {
      out.write(CRLF, 0, 2);
    }
    encoder = survey.isUnfit(entity) ? encoderOf(entity) : raw;
  }

  private BodyEncoder encoderOf(MimeEntity entity) {
    if (entity.isIdentity()) {
      return survey.isReadable(entity)
          ? new QuotedPrintableEncoder(out)
          : new Base64Encoder(out, entity.encoding().equals("binary"));
    }
    return switch (entity.encoding()) {
      case "base64" -> new Base64Repair(out);
      case "quoted-printable" -> new QuotedPrintableRepair(out);
      default -> raw;
    };
  }

  private void line(String text) throws IOException {
    out.write(text.getBytes(US_ASCII));
    out.write(CRLF, 0, 2);
  }

  @Override
  public void body(MimeEntity entity, byte[] octets, int length, byte[] terminator)
      throws IOException {
    encoder.take(octets, length, terminator);
  }

  @Override
  public void bodyEnd(MimeEntity entity, boolean atBoundary) throws IOException {
    encoder.end(atBoundary);
  }

  @Override
  public void between(byte[] octets, int length, byte[] terminator) throws IOException {
    raw.take(octets, length, terminator);
  }
}
