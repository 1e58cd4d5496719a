// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.Map;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.XMLConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.io.FileHandler;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.memory.MemoryDomainList;
import org.apache.james.filesystem.api.FileSystem;
import org.junit.jupiter.api.Test;

class WholeConfigurationTest {
  @Test
  void problemsOfAllMailetsAreToldTogether() {
    WholeConfiguration whole =
        whole(
            """
            <processors>
              <processor state="relay">
                <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
                  <routes>
                    to *  drect
                  </routes>
                </mailet>
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <maxHost>3</maxHost>
                </mailet>
              </processor>
              <processor state="partners">
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <outgoing>partners</outgoing>
                  <expiry>soon</expiry>
                </mailet>
              </processor>
            </processors>
            """);

    assertThatThrownBy(whole::check)
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("mailetcontainer.xml cannot be used, 3 problems:")
        .hasMessageContaining("RelayPolicy/routes line 1")
        .hasMessageContaining("did you mean direct?")
        .hasMessageContaining("MxRemoteDelivery/maxHost")
        .hasMessageContaining("did you mean <maxHosts>?")
        .hasMessageContaining("MxRemoteDelivery/expiry");
  }

  /** A migration half done: whoever takes a mail from the queue delivers it. */
  @Test
  void stockDeliveryOnTheSameQueueIsRefused() {
    WholeConfiguration whole =
        whole(
            """
            <processors>
              <processor state="relay">
                <mailet match="SenderIs=a@b.example" class="RemoteDelivery"/>
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
              </processor>
            </processors>
            """);

    assertThatThrownBy(whole::check)
        .hasMessageContaining("share the queue \"outgoing\"")
        .hasMessageContaining("another queue in <outgoing>");
  }

  @Test
  void queueThatAllMailComesThroughIsRefused() {
    WholeConfiguration whole =
        whole(
            """
            <processors>
              <processor state="relay">
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <outgoing>spool</outgoing>
                </mailet>
              </processor>
            </processors>
            """);

    assertThatThrownBy(whole::check).hasMessageContaining("mail would go in circles");
  }

  @Test
  void mailetsOfOthersAreTheirOwnAffair() {
    WholeConfiguration whole =
        whole(
            """
            <processors>
              <processor state="relay">
                <mailet match="All" class="RemoteDelivery">
                  <maxHost>3</maxHost>
                  <outgoing>elsewhere</outgoing>
                </mailet>
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <bounceProcessor>bounces</bounceProcessor>
                  <onMailetException>ignore</onMailetException>
                </mailet>
              </processor>
            </processors>
            """);

    assertThatCode(whole::check).doesNotThrowAnyException();
  }

  @Test
  void mailetsThatWantTheOneEngineDifferentlyAreRefusedNamingBoth() {
    WholeConfiguration whole =
        whole(
            """
            <processors>
              <processor state="relay">
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <maxConnections>500</maxConnections>
                </mailet>
              </processor>
              <processor state="bulk">
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <outgoing>bulk</outgoing>
                  <maxConnections>50</maxConnections>
                </mailet>
              </processor>
            </processors>
            """);

    assertThatThrownBy(whole::check)
        .hasMessageContaining("MxRemoteDelivery (queue bulk)/maxConnections: 50 here")
        .hasMessageContaining("500 in mailetcontainer.xml MxRemoteDelivery (queue outgoing)");
  }

  @Test
  void whatOneMailetSaysOfTheEngineHoldsForAllFromTheStart() throws Exception {
    WholeConfiguration whole =
        whole(
            """
            <processors>
              <processor state="relay">
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <outgoing>bulk</outgoing>
                  <maxConnections>50</maxConnections>
                  <heloName>bulk.example.org</heloName>
                </mailet>
              </processor>
            </processors>
            """);

    whole.check();

    assertThat(whole.complete(Map.of())).isEqualTo(Map.of("maxConnections", "50"));
  }

  /** Then each mailet still reads its own. */
  @Test
  void configurationThatCannotBeHadKeepsNobodyFromStarting() {
    WholeConfiguration whole =
        new WholeConfiguration(
            (component, level) -> {
              throw new ConfigurationException("not there");
            },
            files(),
            domains());

    assertThatCode(whole::check).doesNotThrowAnyException();
  }

  /** Without any file. */
  private static FileSystem files() {
    return new FileSystem() {
      @Override
      public InputStream getResource(String url) throws IOException {
        throw new FileNotFoundException(url);
      }

      @Override
      public File getFile(String url) throws FileNotFoundException {
        throw new FileNotFoundException(url);
      }

      @Override
      public File getBasedir() throws FileNotFoundException {
        throw new FileNotFoundException("no directory");
      }
    };
  }

  private static DomainList domains() {
    return new MemoryDomainList(new TestDnsService());
  }

  private static WholeConfiguration whole(String processors) {
    return new WholeConfiguration(
        (component, level) -> {
          XMLConfiguration configuration = new XMLConfiguration();
          new FileHandler(configuration)
              .load(new StringReader("<mailetcontainer>" + processors + "</mailetcontainer>"));
          return configuration;
        },
        files(),
        domains());
  }
}
