// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Problems;
import dev.postroad.core.domain.DomainName;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  private Optional<Boolean> usersAreAddresses(String file, Problems problems) throws Exception {
    Files.writeString(folder.resolve("usersrepository.xml"), file);
    return JamesFolder.usersAreAddresses(folder, Variables.none(), problems);
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "Yes, true",
    "on, true",
    "1, true",
    "FALSE, false",
    "n, false",
    "off, false",
    "${env:VIRTUAL}, ",
    "virtual, ",
  })
  void booleansAreReadAsJamesDoes(String written, @Nullable Boolean read) throws Exception {
    Problems problems = new Problems();
    assertThat(
            usersAreAddresses(
                "<usersrepository><enableVirtualHosting>"
                    + written
                    + "</enableVirtualHosting></usersrepository>",
                problems))
        .isEqualTo(Optional.ofNullable(read));
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<u class='org.apache.james.user.ldap.ReadOnlyUsersLDAPRepository'>V</u>",
        "<u ldapHost='ldap://ldap.example'>V</u>",
        "<u>V<supportsVirtualHosting>false</supportsVirtualHosting></u>",
      })
  void whatLdapCallsUsersIsNotKnown(String file) throws Exception {
    String virtual = "<enableVirtualHosting>true</enableVirtualHosting>";
    assertThat(usersAreAddresses(file.replace("V<", virtual + "<"), new Problems())).isEmpty();
  }

  @Test
  void usersThatCannotBeReadAreAWarningAlone() throws Exception {
    Problems problems = new Problems();
    assertThat(usersAreAddresses("<!DOCTYPE u><u/>", problems)).isEmpty();
    assertThat(problems.all())
        .singleElement()
        .asString()
        .isEqualTo(
            "usersrepository.xml: warning: James' users: it cannot be read, so users are not"
                + " looked at; there is a DOCTYPE");
    assertThat(JamesFolder.read(folder, Variables.none())).isEqualTo(JamesFolder.empty());

    Problems malformed = new Problems();
    assertThat(usersAreAddresses("<u>", malformed)).isEmpty();
    assertThat(malformed.all())
        .singleElement()
        .asString()
        .contains("not well-formed")
        .doesNotContain("warning");

    Files.delete(folder.resolve("usersrepository.xml"));
    Files.createDirectory(folder.resolve("usersrepository.xml"));
    Problems unreadable = new Problems();
    assertThat(JamesFolder.usersAreAddresses(folder, Variables.none(), unreadable)).isEmpty();
    assertThat(unreadable.all()).singleElement().asString().contains("warning: James' users: it");
  }
}
