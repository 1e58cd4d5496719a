// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LineSplitterTest {
  private static final int BLOCK = 64 * 1024;

  /** What came, in numbers only. */
  private static final class Tally implements LineSplitter.Lines {
    private long lines;
    private long octets;
    private int largest;

    @Override
    public void fragment(byte[] fragment, int length, boolean starts, byte[] terminator) {
      lines += terminator.length > 0 ? 1 : 0;
      octets += length + terminator.length;
      largest = Math.max(largest, Math.max(length, terminator.length));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // octet without end, in MB; what ends it; lines
    "13, 100, '\n', 1",
    "13, 3, 'x', 3145728",
    "120, 100, '\n', 1",
    "0, 100, 'x', 0",
    "10, 3, 'x', 3145728",
  })
  void fragmentsAreSmallWhateverComes(int octet, int megabytes, String end, long lines)
      throws IOException {
    Tally tally = new Tally();
    LineSplitter splitter = new LineSplitter(tally);
    byte[] block = new byte[BLOCK];
    Arrays.fill(block, (byte) octet);
    for (int i = 0; i < megabytes * 1024 * 1024 / BLOCK; i++) {
      splitter.write(block, 0, BLOCK);
    }
    splitter.write(end.charAt(0));
    splitter.finish();
    assertThat(tally.lines).isEqualTo(lines);
    assertThat(tally.largest).isLessThanOrEqualTo(LineSplitter.LONGEST_FRAGMENT);
  }

  @Test
  void crsBeforeCrlfBelongToItAsFarAsAFragmentGoes() throws IOException {
    Tally tally = new Tally();
    LineSplitter splitter = new LineSplitter(tally);
    splitter.write("a\r\r\r\nb".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    splitter.finish();
    assertThat(tally.lines).isEqualTo(1);
    assertThat(tally.octets).isEqualTo(6);
    assertThat(tally.largest).isEqualTo(4);
  }
}
