// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.core.dns.DnsClient.AddressFamily;
import dev.postroad.core.dns.MxRecord;
import dev.postroad.core.domain.IpAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DNSServiceClientTest {
  private final TestDnsService dns = new TestDnsService();
  private final DNSServiceClient client = new DNSServiceClient(dns);

  @Test
  void theOrderOfHostsIsTheirPreference() {
    dns.mx.put("x.example", List.of("mx1.x.example", "mx2.x.example."));

    assertThat(client.mx("x.example"))
        .isEqualTo(
            new DnsAnswer.Records<>(
                List.of(new MxRecord(0, "mx1.x.example"), new MxRecord(1, "mx2.x.example")),
                Duration.ZERO,
                false));
  }

  @Test
  void aDomainWithoutMxHasNoneAndMayBeAHost() {
    assertThat(client.mx("x.example")).isInstanceOf(DnsAnswer.NoData.class);
  }

  @Test
  void aTemporaryFailureIsOne() {
    dns.failing = true;

    assertThat(client.mx("x.example")).isInstanceOf(DnsAnswer.TryAgain.class);
  }

  @Test
  void addressesAreToldByFamily() {
    InetAddress four = IpAddresses.parse("192.0.2.1");
    InetAddress six = IpAddresses.parse("2001:db8::1");
    dns.addresses.put("mx1.x.example", List.of(four, six));

    assertThat(client.addresses("mx1.x.example", AddressFamily.IPV6))
        .isEqualTo(new DnsAnswer.Records<>(List.of(six), Duration.ZERO, false));
  }

  /** Its one exception stands for a host that does not exist and for a server that is down. */
  @Test
  void anUnknownHostIsNeverHeldNotToExist() {
    assertThat(client.addresses("other.example", AddressFamily.IPV4))
        .isInstanceOf(DnsAnswer.TryAgain.class);
  }
}
