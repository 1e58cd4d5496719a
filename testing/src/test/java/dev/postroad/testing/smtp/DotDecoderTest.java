// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DotDecoderTest {
  /** C stands for CR, L for LF, a bar for what follows the end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        ".CL| ''",
        "aCL.CL| aCL",
        "aCL..CL.CL| aCL.CL",
        "..aCL.CL| .aCL",
        ".aCL.CL| aCL",
        "...CL.CL| ..CL",
        "aCLbCL.CL|cCL aCLbCL",
        "aL.LbCL.CL| aL.LbCL",
        "aL.CLbCL.CL| aL.CLbCL",
        "aC.CLbCL.CL| aC.CLbCL",
        "aCL.LbCL.CL| aCLLbCL",
        "aCL.CbCL.CL| aCLCbCL",
        "aCL.CCL.CL| aCLCCL",
        "aCCL.CL| aCCL",
        "CL.CL| CL",
        ".C.CL.CL| C.CL",
        "aCL.b.CL.CL| aCLb.CL"
      })
  void endIsFoundAndDotsAreRemovedHoweverTheBytesArrive(String wire, String content) {
    String octets = wire.replace("|", "");
    int end = wire.indexOf('|');
    for (int split = 0; split <= octets.length(); split++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      DotDecoder decoder = new DotDecoder(out::write);
      byte[] bytes = octets.replace('C', '\r').replace('L', '\n').getBytes(ISO_8859_1);

      int taken = decoder.decode(bytes, 0, split);
      if (!decoder.hasEnded()) {
        taken += decoder.decode(bytes, split, bytes.length - split);
      }

      assertThat(decoder.hasEnded()).isTrue();
      assertThat(taken).isEqualTo(end);
      assertThat(out.toString(ISO_8859_1).replace('\r', 'C').replace('\n', 'L')).isEqualTo(content);
    }
  }
}
