// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressesTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "0.0.0.0, 0.0.0.0",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:db8::1, 2001:db8::1",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
    "fe80::0001, fe80::1",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "::ffff:192.0.2.1, 192.0.2.1",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0"
  })
  void addressIsReadAndWrittenInItsOneForm(String text, String canonical) {
    assertThat(IpAddresses.format(IpAddresses.parse(text))).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4 ",
        "0x7f.0.0.1",
        "1.2.3.-4",
        "1.2.3.٤",
        ":",
        ":::",
        "1:2",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "fe80::1%eth0",
        "::1.2.3",
        "1.2.3.4::",
        "1.2.3.4::1",
        "::1.2.3.4:1",
        "::g",
        "example.org",
        "localhost"
      })
  void anythingElseIsRefusedWithoutAskingTheDns(String text) {
    assertThat(IpAddresses.tryParse(text)).isEmpty();
    assertThatThrownBy(() -> IpAddresses.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not an IPv4 or IPv6 address");
  }

  @Property
  void everyIpv6AddressIsReadBack(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(bytes);

    assertThat(IpAddresses.parse(IpAddresses.format(address))).isEqualTo(address);
  }

  @Property
  void theJdkReadsTheSame(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(bytes);

    assertThat(InetAddress.getByName(IpAddresses.format(address))).isEqualTo(address);
  }

  @Property
  void noTextBreaksTheReader(@ForAll String text) {
    assertThat(IpAddresses.tryParse(text).map(IpAddresses::format).map(IpAddresses::parse))
        .isEqualTo(IpAddresses.tryParse(text));
  }
}
