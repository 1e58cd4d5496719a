// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderFilterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A: 1~Bcc: x@y~B: 2~~body~                    | A: 1~B: 2~~body~",
        "Bcc: x@y,~ z@y,~\tw@y~B: 2~~body             | B: 2~~body",
        "bCC: x@y~~Bcc: in the body~                  | ~Bcc: in the body~",
        "BCC : x@y~A: 1~~                             | A: 1~~",
        "Content-Length: 12~A: 1~~                    | A: 1~~",
        "A: 1~Bcc: x@y                                | A: 1~",
        "Bccc: stays~Bc: stays~~                      | Bccc: stays~Bc: stays~~",
        "A: 1~no colon here~Bcc: x~~                  | A: 1~no colon here~~",
        "A: 1~ Bcc: in a continuation line~~          | A: 1~ Bcc: in a continuation line~~",
        "A: 1~Bcc                                     | A: 1~Bcc",
        "~body                                        | ~body",
        "A: 1                                         | A: 1",
      })
  void fieldsOfTheseNamesAreLeftOutWithTheirContinuationLines(String message, String expected)
      throws IOException {
    for (String lineEnd : new String[] {"\r\n", "\n", "\r"}) {
      String given = message.replace("~", lineEnd);
      for (int chunk : new int[] {1, 2, 7, 1000}) {
        assertThat(filtered(given, chunk)).isEqualTo(expected.replace("~", lineEnd));
      }
    }
  }

  private static String filtered(String message, int chunk) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HeaderFilter filter = new HeaderFilter(out, Set.of("bcc", "content-length"));
    byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < octets.length; at += chunk) {
      filter.write(octets, at, Math.min(chunk, octets.length - at));
    }
    filter.finish();
    return out.toString(StandardCharsets.ISO_8859_1);
  }
}
