// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes one mail's content as it arrives and keeps of it what the server is told to keep. */
final class ContentRecorder {
  private final Keep keep;
  private final boolean chunked;
  private final ByteArrayOutputStream wire = new ByteArrayOutputStream(0);
  private final ContentChecker checker = new ContentChecker();
  private final Optional<MessageDigest> digest;
  private final List<Long> chunks = new ArrayList<>();
  private long size;

  ContentRecorder(Keep keep, boolean chunked) {
    this.keep = keep;
    this.chunked = chunked;
    this.digest = keep == Keep.DIGESTS ? Optional.of(sha256Digest()) : Optional.empty();
  }

  /** Takes octets as they are on the wire. */
  void wire(byte[] buffer, int offset, int length) {
    if (keep == Keep.EVERYTHING) {
      wire.write(buffer, offset, length);
    }
  }

  /** Takes octets of content. */
  void content(byte[] buffer, int offset, int length) {
    size += length;
    if (keep != Keep.COUNTS) {
      checker.check(buffer, offset, length);
    }
    digest.ifPresent(d -> d.update(buffer, offset, length));
  }

  void chunk(long length) {
    chunks.add(length);
  }

  long size() {
    return size;
  }

  boolean isChunked() {
    return chunked;
  }

  Map<Violation.Kind, String> violations() {
    return checker.finish(chunked);
  }

  ReceivedMail.Content finish() {
    byte[] bytes = wire.toByteArray();
    byte[] passed = digest.map(MessageDigest::digest).orElse(new byte[0]);
    return new Kept(keep, chunked, size, bytes, passed, List.copyOf(chunks));
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static final class Kept implements ReceivedMail.Content {
    private final Keep keep;
    private final boolean chunked;
    private final long size;
    private final byte[] wire;
    private final byte[] passed;
    private final List<Long> chunks;

    Kept(Keep keep, boolean chunked, long size, byte[] wire, byte[] passed, List<Long> chunks) {
      this.keep = keep;
      this.chunked = chunked;
      this.size = size;
      this.wire = wire;
      this.passed = passed;
      this.chunks = chunks;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public String sha256() {
      if (keep == Keep.DIGESTS) {
        return HexFormat.of().formatHex(passed);
      }
      MessageDigest kept = sha256Digest();
      if (chunked) {
        kept.update(wire());
      } else {
        new DotDecoder(kept::update).decode(wire(), 0, wire.length);
      }
      return HexFormat.of().formatHex(kept.digest());
    }

    @Override
    public byte[] wire() {
      if (keep != Keep.EVERYTHING) {
        throw new IllegalStateException(
            "this server keeps no bytes of mails: it was started with Keep." + keep);
      }
      return wire.clone();
    }

    @Override
    public boolean isChunked() {
      return chunked;
    }

    @Override
    public List<Long> chunks() {
      return chunks;
    }
  }
}
