// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class LineFinderTest {

  @Property
  void lineEndIsWhereALookAtEachOctetFindsIt(
      @ForAll("text") byte[] octets, @ForAll @IntRange(max = 9) int skipped) {
    int from = Math.min(skipped, octets.length);

    assertThat(new LineFinder().lineEnd(octets, from, octets.length))
        .isEqualTo(first(octets, from, octet -> octet == '\n' || octet == '\r'));
  }

  @Property
  void eightBitIsSeenWhereverItIs(
      @ForAll("text") byte[] octets, @ForAll @IntRange(max = 9) int skipped) {
    int from = Math.min(skipped, octets.length);

    LineFinder finder = walked(octets, from);
    assertThat(finder.hasSeenEightBit())
        .isEqualTo(first(octets, from, octet -> octet < 0) < octets.length);
  }

  @Property
  void nulIsSeenWhereverItIs(
      @ForAll("text") byte[] octets, @ForAll @IntRange(max = 9) int skipped) {
    int from = Math.min(skipped, octets.length);

    LineFinder finder = walked(octets, from);
    assertThat(finder.hasSeenNul())
        .isEqualTo(first(octets, from, octet -> octet == 0) < octets.length);
  }

  /** Looks for all line ends, one after the other. */
  private static LineFinder walked(byte[] octets, int from) {
    LineFinder finder = new LineFinder();
    for (int at = from; at < octets.length; at++) {
      at = finder.lineEnd(octets, at, octets.length);
    }
    return finder;
  }

  /** Mostly text, so that long runs without a line end occur. */
  @Provide
  Arbitrary<byte[]> text() {
    Arbitrary<Byte> octet =
        Arbitraries.frequencyOf(
            Tuple.of(60, Arbitraries.bytes().between((byte) 14, (byte) 127)),
            Tuple.of(2, Arbitraries.bytes().between((byte) 0, (byte) 13)),
            Tuple.of(1, Arbitraries.bytes().lessOrEqual((byte) -1)));
    return octet.array(byte[].class).ofMaxSize(60);
  }

  private interface Condition {
    boolean holds(byte octet);
  }

  private static int first(byte[] octets, int from, Condition condition) {
    int at = from;
    while (at < octets.length && !condition.holds(octets[at])) {
      at++;
    }
    return at;
  }
}
