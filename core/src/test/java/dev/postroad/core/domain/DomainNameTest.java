// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.IDN;
import java.util.Arrays;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainNameTest {
  private static final String A63 = "a".repeat(63);

  @ParameterizedTest
  @CsvSource({
    "example.org, example.org",
    "EXAMPLE.Org, example.org",
    "example.org., example.org",
    "_dmarc.example.org, _dmarc.example.org",
    "localhost, localhost",
    "xn--bcher-kva.example, xn--bcher-kva.example",
    "XN--BCHER-KVA.example, xn--bcher-kva.example",
    "bücher.example, xn--bcher-kva.example",
    "BÜCHER.example, xn--bcher-kva.example",
    "bu\u0308cher.example, xn--bcher-kva.example",
    "straße.example, xn--strae-oqa.example",
    "STRASSE.example, strasse.example",
    "βόλος.example, xn--nxasmm1c.example",
    "例え.テスト, xn--r8jz45g.xn--zckzah",
    "例え。テスト, xn--r8jz45g.xn--zckzah",
    "ｅｘａｍｐｌｅ．org, example.org",
    "उदाहरण.परीक्षा, xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g",
    "4.example, 4.example",
    "a--b.example, a--b.example"
  })
  void nameHasOneCanonicalForm(String text, String canonical) {
    DomainName name = DomainName.parse(text);

    assertThat(name.canonical()).isEqualTo(canonical);
    assertThat(name.inAddress()).isEqualTo(canonical);
    assertThat(name.literal()).isEmpty();
    assertThat(name).isEqualTo(DomainName.parse(canonical)).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "[192.0.2.1], 192.0.2.1, [192.0.2.1]",
    "[IPv6:2001:db8::1], 2001:db8::1, [IPv6:2001:db8::1]",
    "[ipv6:2001:DB8:0::1], 2001:db8::1, [IPv6:2001:db8::1]",
    "[IPv6:::], ::, [IPv6:::]",
    "[IPv6:::ffff:192.0.2.1], 192.0.2.1, [192.0.2.1]",
    "192.0.2.1, 192.0.2.1, [192.0.2.1]",
    "2001:db8::1, 2001:db8::1, [IPv6:2001:db8::1]",
    "ipv6:2001:db8::1, 2001:db8::1, [IPv6:2001:db8::1]"
  })
  void literalIsAnAddress(String text, String canonical, String inAddress) {
    DomainName literal = DomainName.parse(text);

    assertThat(literal.literal()).contains(IpAddresses.parse(canonical));
    assertThat(literal.canonical()).isEqualTo(canonical);
    assertThat(literal.inAddress()).isEqualTo(inAddress);
    assertThat(literal.parent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|no labels",
        ".|no labels",
        "a..b|an empty label",
        ".example.org|an empty label",
        "example.org..|an empty label",
        "exa mple.org|the character U+0020",
        "example.org/x|the character '/' (U+002F)",
        "a@b.example|the character '@'",
        "a:25|the character ':'",
        "a\u0000b.example|the character U+0000",
        "-a.example|begins or ends with a hyphen",
        "a-.example|begins or ends with a hyphen",
        "ü-.example|misplaced hyphen",
        "xn--ü.example|misplaced hyphen",
        "\u0308a.example|begin with a combining mark",
        "a\u00ADü.example|U+00AD",
        "☃.example|U+2603",
        "ü\uFE0F.example|U+FE0F",
        "ü℀.example|'/'",
        "a․b.example|'.'",
        "1.2.3.256|a last label that is a number",
        "example.123|a last label that is a number",
        "[192.0.2.1|an opening bracket and none at its end",
        "[192.0.2]|no IPv4 address in its brackets",
        "[192.0.2.256]|no IPv4 address in its brackets",
        "[192.0.2.01]|no IPv4 address in its brackets",
        "[ 192.0.2.1]|no IPv4 address in its brackets",
        "[]|no IPv4 address in its brackets",
        "[example.org]|no IPv4 address in its brackets",
        "[2001:db8::1]|an IPv6 address is written [IPv6:2001:db8::1]",
        "[X-tag:abc]|an address literal of no known kind",
        "[IPv6:192.0.2.1]|no IPv6 address after IPv6:",
        "[IPv6:2001:db8::1%eth0]|no IPv6 address after IPv6:",
        "[IPv6:]|no IPv6 address after IPv6:"
      })
  void refusalSaysWhatIsWrong(String text, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainName.parse(text))
        .withMessageStartingWith("not a domain: \"")
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u0000"));
  }

  @Test
  void labelHas63OctetsAtTheMost() {
    assertThat(DomainName.parse(A63 + ".example").canonical()).hasSize(71);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainName.parse("a" + A63 + ".example"))
        .withMessageContaining("a label of 64 octets");
  }

  @Test
  void nameHas253OctetsAtTheMost() {
    String most = String.join(".", A63, A63, A63, "a".repeat(61));

    assertThat(DomainName.parse(most).canonical()).hasSize(253);
    assertThat(DomainName.parse(most + ".").canonical()).hasSize(253);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainName.parse(most + "a"))
        .withMessageContaining("254 octets, the most is 253");
  }

  @Test
  void endlessNameIsRefusedWithAShortMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainName.parse("ü.".repeat(1_000_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }

  @Test
  void parentIsTheNameWithoutItsFirstLabel() {
    DomainName name = DomainName.parse("a.b.example");

    assertThat(name.parent()).contains(DomainName.parse("b.example"));
    assertThat(name.parent().flatMap(DomainName::parent)).contains(DomainName.parse("example"));
    assertThat(DomainName.parse("example").parent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a.example.org, example.org, true",
    "a.b.example.org, example.org, true",
    "example.org, example.org, false",
    "badexample.org, example.org, false",
    "org, example.org, false",
    "10.192.0.2.1.example, [192.0.2.1], false",
    "[192.0.2.1], example.org, false"
  })
  void subdomainIsBelowAtALabelBoundary(String name, String other, boolean below) {
    assertThat(DomainName.parse(name).isSubdomainOf(DomainName.parse(other))).isEqualTo(below);
  }

  @Property
  void parsingAgainChangesNothing(@ForAll("names") String text) {
    DomainName once = DomainName.parse(text);

    assertThat(DomainName.parse(once.canonical())).isEqualTo(once);
    assertThat(DomainName.parse(once.inAddress())).isEqualTo(once);
    assertThat(DomainName.parse(once.inAddress() + (once.literal().isEmpty() ? "." : "")))
        .isEqualTo(once);
  }

  @Property
  void caseMakesNoDifference(@ForAll("asciiNames") String text) {
    assertThat(DomainName.parse(text.toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo(DomainName.parse(text));
  }

  @Property
  void anyTextIsADomainOrAnIllegalArgument(@ForAll("texts") String text) {
    try {
      DomainName name = DomainName.parse(text);
      assertThat(name.canonical()).matches("[a-z0-9_.:-]{1,253}");
      assertThat(DomainName.parse(name.inAddress())).isEqualTo(name);
    } catch (IllegalArgumentException expected) {
      assertThat(expected.getMessage()).startsWith("not a domain: ");
    }
  }

  @Property
  void aLabelsSayWhatWasWritten(@ForAll("cyrillic") String label) {
    String canonical = DomainName.parse(label + ".example").canonical();

    assertThat(IDN.toUnicode(canonical)).isEqualTo(label + ".example");
  }

  @Provide
  Arbitrary<String> asciiNames() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .ofMinLength(1)
        .ofMaxLength(20)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(labels -> String.join(".", labels));
  }

  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> literals =
        Arbitraries.bytes()
            .array(byte[].class)
            .ofSize(4)
            .map(
                b ->
                    Arrays.asList(b[0], b[1], b[2], b[3]).stream()
                        .map(octet -> Integer.toString(octet & 0xff))
                        .collect(Collectors.joining(".", "[", "]")));
    Arbitrary<String> unicode = cyrillic().map(label -> label + ".example");
    return Arbitraries.oneOf(asciiNames(), literals, unicode);
  }

  @Provide
  Arbitrary<String> cyrillic() {
    return Arbitraries.strings().withCharRange('а', 'я').ofMinLength(1).ofMaxLength(12);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> domainish =
        Arbitraries.strings()
            .withChars("abzAZ019-_.:[]@üßǅ\u0308\u00AD\u200D。İẞﬃ☃\uD800*")
            .ofMaxLength(40);
    return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(300), domainish);
  }
}
