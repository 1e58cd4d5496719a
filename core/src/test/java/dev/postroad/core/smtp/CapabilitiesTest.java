// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.smtp.Capabilities.Extension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CapabilitiesTest {

  @ParameterizedTest
  @EnumSource(Extension.class)
  void everyKeywordIsKnownInAnyCase(Extension extension) {
    assertThat(ehlo(extension.keyword()).offers(extension)).isTrue();
    assertThat(ehlo(extension.keyword().toLowerCase(java.util.Locale.ROOT)).offers(extension))
        .isTrue();
    assertThat(ehlo().offers(extension)).isFalse();
  }

  @Test
  void greetingLineOffersNothing() {
    Reply reply = new Reply(250, Optional.empty(), List.of("PIPELINING at your service", "SIZE"));
    assertThat(Capabilities.parse(reply).offers(Extension.PIPELINING)).isFalse();
  }

  @Test
  void mechanismsAreReadInBothForms() {
    assertThat(ehlo("AUTH LOGIN plain", "AUTH=LOGIN CRAM-MD5").authMechanisms())
        .containsExactly("LOGIN", "PLAIN", "CRAM-MD5");
  }

  /** A session is kept, and what the peer offered with it. */
  @Test
  void ofEndlessMechanismsFewAreKept() {
    String[] lines = new String[128];
    for (int i = 0; i < lines.length; i++) {
      StringBuilder line = new StringBuilder("AUTH PLAIN");
      for (int word = 0; line.length() < 2_000; word++) {
        line.append(" X").append(i).append('-').append(word);
      }
      lines[i] = line.toString();
    }

    assertThat(ehlo(lines).authMechanisms()).contains("PLAIN").hasSizeLessThan(1_000);
    assertThat(ehlo("AUTH " + "X".repeat(2_000) + " LOGIN").authMechanisms())
        .containsExactly("LOGIN");
  }

  @Test
  void sizeIsTheLimit() {
    assertThat(ehlo("SIZE 1000").sizeLimit()).isEqualTo(OptionalLong.of(1000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIZE", "SIZE 0", "SIZE x", "SIZE -1", "SIZE 99999999999999999999"})
  void sizeWithoutSenseIsNoLimit(String line) {
    assertThat(ehlo(line).sizeLimit()).isEmpty();
    assertThat(ehlo(line).offers(Extension.SIZE)).isTrue();
  }

  @Test
  void limitsAreRead() {
    Capabilities capabilities = ehlo("LIMITS RCPTMAX=20 MAILMAX=5 RCPTDOMAINMAX=1 FOO BAR=x");
    assertThat(capabilities.recipientLimit()).isEqualTo(OptionalInt.of(20));
    assertThat(capabilities.transactionLimit()).isEqualTo(OptionalInt.of(5));
    assertThat(capabilities.domainLimit()).isEqualTo(OptionalInt.of(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "RCPTMAX",
        "RCPTMAX=",
        "=5",
        "RCPTMAX=0",
        "RCPTMAX=007",
        "RCPTMAX=-1",
        "RCPTMAX=+1",
        "RCPTMAX=1000000",
        "RCPTMAX=99999999999999999999",
        "RCPTMAX=5;",
        "RCPTMAX==5",
        "RCPTMAX5",
        "XRCPTMAX=5",
        "RCPTMAX =5"
      })
  void limitWithoutSenseIsNoLimit(String words) {
    Capabilities capabilities = ehlo("LIMITS " + words, "LIMITS " + words + " MAILMAX=999999");
    assertThat(capabilities.recipientLimit()).isEmpty();
    assertThat(capabilities.domainLimit()).isEmpty();
    assertThat(capabilities.transactionLimit()).isEqualTo(OptionalInt.of(999_999));
  }

  @Test
  void strictestOfRepeatedLimitsHolds() {
    Capabilities capabilities = ehlo("limits RcptMax=30 rcptmax=20 RCPTMAX=x", "LIMITS RCPTMAX=25");
    assertThat(capabilities.recipientLimit()).isEqualTo(OptionalInt.of(20));
  }

  @Test
  void priorityIsNotStartTls() {
    Capabilities capabilities = ehlo("STARTTLS", "XMT-PRIORITY", "MT-PRIORITYX");
    assertThat(capabilities.offers(Extension.MT_PRIORITY)).isFalse();
  }

  @Property
  void anyLinesAreRead(@ForAll @Size(max = 20) List<String> lines) {
    Capabilities capabilities = ehlo(lines.toArray(new String[0]));
    assertThat(capabilities.sizeLimit().orElse(1)).isPositive();
  }

  private static Capabilities ehlo(String... lines) {
    List<String> all = new ArrayList<>(List.of("mx.example greets you"));
    all.addAll(List.of(lines));
    return Capabilities.parse(new Reply(250, Optional.empty(), all));
  }
}
