// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.dns.CachingDnsClient;
import dev.postroad.core.dns.DnsListener;
import java.net.InetSocketAddress;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.junit.jupiter.api.Test;

class JamesDnsTest {
  private final HierarchicalConfiguration<ImmutableNode> file = new BaseHierarchicalConfiguration();
  private final ConfigurationProvider configurations = (component, level) -> file;
  private final JamesDns dns = new JamesDns(new TestDnsService(), configurations, DnsListener.NONE);

  @Test
  void theServersOfJamesFileAreAskedOnPort53() throws Exception {
    file.addProperty("autodiscover", false);
    file.addProperty("servers.server", "192.0.2.53");
    file.addProperty("servers.server", " 2001:db8::53 ");

    assertThat(dns.servers())
        .containsExactly(
            new InetSocketAddress("192.0.2.53", 53), new InetSocketAddress("2001:db8::53", 53));
  }

  @Test
  void unlessToldOtherwiseTheMachinesOwnServersComeFirst() throws Exception {
    file.addProperty("servers.server", "192.0.2.53");

    List<InetSocketAddress> servers = dns.servers();

    assertThat(servers).endsWith(new InetSocketAddress("192.0.2.53", 53));
    assertThat(servers.size()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void withoutAnyServerTheMachineItselfIsAskedAsJamesDoes() throws Exception {
    file.addProperty("autodiscover", false);

    assertThat(dns.servers()).hasSize(1);
    assertThat(dns.servers().get(0).getAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void aServerThatIsNoAddressIsAFault() {
    file.addProperty("servers.server", "ns.example");

    assertThatThrownBy(dns::servers)
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("dnsservice.xml")
        .hasMessageContaining("ns.example");
  }

  @Test
  void aDnsServiceThatIsNotJamesOwnIsAskedItself() throws Exception {
    assertThat(dns.client(List.of())).isInstanceOf(DNSServiceClient.class);
  }

  @Test
  void serversThatTheOperatorNamesComeBeforeAll() throws Exception {
    assertThat(dns.client(List.of(new InetSocketAddress("192.0.2.53", 5353))))
        .isInstanceOf(CachingDnsClient.class);
  }
}
