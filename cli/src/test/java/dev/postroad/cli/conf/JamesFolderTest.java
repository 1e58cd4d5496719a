// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.domain.DomainName;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the folder
final class JamesFolderTest {
  @TempDir Path folder;

  @Test
  void filesThatAreNotThereSayNothing() throws Exception {
    assertThat(JamesFolder.read(folder, Variables.none())).isEqualTo(JamesFolder.empty());
  }

  @Test
  void nameServersComeInOrder() throws Exception {
    Files.writeString(
        folder.resolve("dnsservice.xml"),
        """
        <dnsservice>
          <servers><server>192.0.2.1</server><server> 2001:db8::1 </server><server/></servers>
          <autodiscover>false</autodiscover>
        </dnsservice>
        """);
    JamesFolder james = JamesFolder.read(folder, Variables.none());
    assertThat(james.dnsServers())
        .containsExactly(
            new InetSocketAddress("192.0.2.1", 53), new InetSocketAddress("2001:db8::1", 53));
    assertThat(james.autodiscover()).isFalse();
  }

  @Test
  void localDomainsIncludeTheDefaultOne() throws Exception {
    Files.writeString(
        folder.resolve("domainlist.xml"),
        """
        <domainlist class="org.apache.james.domainlist.memory.MemoryDomainList">
          <defaultDomain>corp.example</defaultDomain>
          <domainnames>
            <domainname>one.example</domainname>
            <domainname>corp.example</domainname>
          </domainnames>
        </domainlist>
        """);
    JamesFolder james = JamesFolder.read(folder, Variables.none());
    assertThat(james.localDomains())
        .containsExactlyInAnyOrder(
            DomainName.parse("one.example"), DomainName.parse("corp.example"));
    assertThat(james.defaultDomain()).contains(DomainName.parse("corp.example"));
  }

  @Test
  void whatIsMalformedIsToldWithItsFile() throws Exception {
    Files.writeString(
        folder.resolve("dnsservice.xml"),
        "<dnsservice><servers><server>ns.example</server></servers></dnsservice>");
    assertThatThrownBy(() -> JamesFolder.read(folder, Variables.none()))
        .isInstanceOf(ConfigurationProblems.class)
        .hasMessageContainingAll("dnsservice.xml", "ns.example");
    Files.writeString(folder.resolve("dnsservice.xml"), "<dnsservice/>");
    Files.writeString(
        folder.resolve("domainlist.xml"),
        "<domainlist><defaultDomain>a..b</defaultDomain></domainlist>");
    assertThatThrownBy(() -> JamesFolder.read(folder, Variables.none()))
        .isInstanceOf(ConfigurationProblems.class)
        .hasMessageContaining("domainlist.xml");
  }
}
