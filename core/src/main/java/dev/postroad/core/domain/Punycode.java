// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

/** The encoder of RFC 3492 for one label, without the {@code xn--} prefix. */
final class Punycode {
  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int INITIAL_BIAS = 72;
  private static final int INITIAL_N = 0x80;

  private Punycode() {}

  /**
   * Encodes a label.
   *
   * @param label at most 63 code points, so that nothing can overflow
   */
  static String encode(String label) {
    int[] input = label.codePoints().toArray();
    if (input.length > 63) {
      throw new IllegalArgumentException("a label longer than 63 characters");
    }
    StringBuilder output = new StringBuilder();
    for (int codePoint : input) {
      if (codePoint < INITIAL_N) {
        output.append((char) codePoint);
      }
    }
    int basic = output.length();
    if (basic > 0) {
      output.append('-');
    }
    int bias = INITIAL_BIAS;
    int delta = 0;
    int handled = basic;
    int n = INITIAL_N;
    while (handled < input.length) {
      int next = smallestAtLeast(n, input);
      delta += (next - n) * (handled + 1);
      n = next;
      for (int codePoint : input) {
        if (codePoint < n) {
          delta++;
        } else if (codePoint == n) {
          appendNumber(output, delta, bias);
          bias = adapt(delta, handled + 1, handled == basic);
          delta = 0;
          handled++;
        }
      }
      delta++;
      n++;
    }
    return output.toString();
  }

  private static int smallestAtLeast(int bound, int[] codePoints) {
    int smallest = Integer.MAX_VALUE;
    for (int codePoint : codePoints) {
      if (codePoint >= bound && codePoint < smallest) {
        smallest = codePoint;
      }
    }
    return smallest;
  }

  /** A generalised variable-length integer (RFC 3492 §3.3). */
  private static void appendNumber(StringBuilder output, int number, int bias) {
    int rest = number;
    for (int k = BASE; ; k += BASE) {
      int threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (rest < threshold) {
        output.append(digit(rest));
        return;
      }
      output.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
      rest = (rest - threshold) / (BASE - threshold);
    }
  }

  private static int adapt(int delta, int points, boolean first) {
    int scaled = first ? delta / DAMP : delta / 2;
    scaled += scaled / points;
    int k = 0;
    while (scaled > (BASE - T_MIN) * T_MAX / 2) {
      scaled /= BASE - T_MIN;
      k += BASE;
    }
    return k + (BASE - T_MIN + 1) * scaled / (scaled + SKEW);
  }

  private static char digit(int value) {
    return (char) (value < 26 ? 'a' + value : '0' + value - 26);
  }
}
