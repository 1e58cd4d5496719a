// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 192.0.2.1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
    "127.0.0.0/8, ::ffff:127.0.0.1, true"
  })
  void networkHasTheAddressesOfItsPrefix(String network, String address, boolean inside) {
    assertThat(Network.parse(network).contains(IpAddresses.parse(address))).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "'', not a network",
    "example.org/8, not a network",
    "10.0.0/8, not a network",
    "10.0.0.0/33, must be a number from 0 to 32",
    "10.0.0.0/, must be a number from 0 to 32",
    "10.0.0.0/-1, must be a number from 0 to 32",
    "10.0.0.0/8/8, must be a number from 0 to 32",
    "::/129, must be a number from 0 to 128",
    "10.1.0.0/8, it begins at 10.0.0.0/8",
    "2001:db8::1/32, it begins at 2001:db8::/32"
  })
  void badNetworkIsRefusedWithTheReason(String text, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.parse(text))
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "192.0.2.1, 192.0.2.1/32",
    "2001:DB8:0::/32, 2001:db8::/32"
  })
  void networkIsWrittenInItsOneForm(String text, String canonical) {
    assertThat(Network.parse(text))
        .hasToString(canonical)
        .isEqualTo(Network.parse(canonical))
        .hasSameHashCodeAs(Network.parse(canonical));
  }
}
