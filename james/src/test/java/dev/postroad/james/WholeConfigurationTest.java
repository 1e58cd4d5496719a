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
        .hasMessageContaining(
            "mailetcontainer.xml processor relay, mailet 1, RelayPolicy/routes line 1, column 7: ")
        .hasMessageContaining("did you mean direct?")
        .hasMessageContaining("processor relay, mailet 2, MxRemoteDelivery/maxHost: ")
        .hasMessageContaining("did you mean <maxHosts>?")
        .hasMessageContaining("processor partners, mailet 1, MxRemoteDelivery/expiry: ");
  }

  @Test
  void conditionsOfMatchersThatAreNegatedOrPutTogetherAreToldToo() {
    WholeConfiguration whole =
        whole(
            """
            <processors>
              <processor state="relay">
                <matcher name="partners" match="org.apache.james.mailetcontainer.impl.matchers.Or">
                  <matcher match="org.apache.james.mailetcontainer.impl.matchers.And">
                    <matcher notmatch="dev.postroad.matchers.RelayPermitted=hub"/>
                  </matcher>
                </matcher>
                <mailet notmatch="dev.postroad.matchers.RecipientMxInNetwork=300.1.2.3/8"
                        class="Null"/>
                <mailet match="partners" class="dev.postroad.mailets.MxRemoteDelivery"/>
              </processor>
            </processors>
            """);

    assertThatThrownBy(whole::check)
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("mailetcontainer.xml cannot be used, 2 problems:")
        .hasMessageContaining(
            "mailetcontainer.xml processor relay, matcher partners/notmatch: \"hub\": ")
        .hasMessageContaining(
            "mailetcontainer.xml processor relay, mailet 1, Null/notmatch: \"mx-net(");
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
        .hasMessageContaining("processor relay, mailet 1, RemoteDelivery: James' own")
        .hasMessageContaining(
            "shares the queue \"outgoing\" with mailetcontainer.xml processor relay, mailet 2,")
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
                  <bounceProcessor>relay</bounceProcessor>
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
        .hasMessageContaining("processor bulk, mailet 1, MxRemoteDelivery/maxConnections: 50 here")
        .hasMessageContaining(
            "500 in mailetcontainer.xml processor relay, mailet 1, MxRemoteDelivery");
  }

  @Test
  void mailetsThatDisagreeOnTheirQueueAreToldWithEverythingElse() {
    WholeConfiguration whole =
        whole(
            """
            <processors>
              <processor state="relay">
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <expiry>5d</expiry>
                </mailet>
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <expiry>1d</expiry>
                  <bounceProcessor>bounce</bounceProcessor>
                </mailet>
              </processor>
              <processor state="bounces"/>
            </processors>
            """);

    assertThatThrownBy(whole::check)
        .hasMessageContaining(
            "processor relay, mailet 2, MxRemoteDelivery/expiry: 1d here, and 5d in"
                + " mailetcontainer.xml processor relay, mailet 1, MxRemoteDelivery: ")
        .hasMessageContaining(
            "mailet 2, MxRemoteDelivery/bounceProcessor: \"bounce\": there is no <processor"
                + " state=\"bounce\">; did you mean \"bounces\"?");
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

  @Test
  void serversThatDoNotAskWhoMayRelayAreNamedIfTheyAreInUse() {
    WholeConfiguration whole =
        whole(
            """
            <processors>
              <processor state="relay">
                <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
                  <permit>user *</permit>
                  <routes>to * direct</routes>
                </mailet>
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <maxHost>3</maxHost>
                </mailet>
              </processor>
            </processors>
            """,
            """
            <smtpserver enabled="true">
              <jmxName>open</jmxName>
              <handlerchain><handler class="CoreCmdHandlerLoader"/></handlerchain>
            </smtpserver>
            <smtpserver enabled="true">
              <jmxName>asking</jmxName>
              <handlerchain>
                <handler class="dev.postroad.james.PermitRcptHook"/>
                <handler class="CoreCmdHandlerLoader"/>
              </handlerchain>
            </smtpserver>
            <smtpserver enabled="false">
              <jmxName>idle</jmxName>
            </smtpserver>
            """);

    assertThatThrownBy(whole::check)
        .hasMessageContaining("smtpserver.xml open/handlerchain: warning: no handler asks")
        .hasMessageNotContaining("asking/handlerchain")
        .hasMessageNotContaining("idle/handlerchain");
  }

  @Test
  void policiesAndTheFirstDeliveryAreTakenInTheOrderOfTheFile() {
    WholeConfiguration whole =
        whole(
            """
            <processors>
              <processor state="relay">
                <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
                  <routes>to * direct</routes>
                </mailet>
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
                  <outgoing>first</outgoing>
                </mailet>
              </processor>
              <processor state="bulk">
                <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
                  <routes>to * hold</routes>
                </mailet>
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
              </processor>
            </processors>
            """);

    assertThat(whole.relayPolicies())
        .containsExactly(Map.of("routes", "to * direct"), Map.of("routes", "to * hold"));
    assertThat(whole.delivery().queue().outgoing()).isEqualTo("first");
  }

  @Test
  void tablesThatAreThereTwiceAndTextInNoTableAreTold() {
    WholeConfiguration whole =
        whole(
            """
            <processors>
              <processor state="relay">
                <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
                  <permit>user *</permit>
                  <permit>client 192.0.2.0/24, 198.51.100.0/24</permit>
                  <routes>to a.example, b.example direct</routes>
                </mailet>
                <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
                  to * direct
                  <localProcessor>relay</localProcessor>
                </mailet>
                <mailet match="All" class="dev.postroad.mailets.ClassifyDomains">
                  <lgo>true</lgo>
                </mailet>
                <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
              </processor>
            </processors>
            """);

    assertThatThrownBy(whole::check)
        .hasMessageContaining("cannot be used, 3 problems:")
        .hasMessageContaining(
            "mailet 1, RelayPolicy/permit: <permit> is there 2 times: James joins")
        .hasMessageContaining("mailet 2, RelayPolicy: it has text that stands in no element; write")
        .hasMessageContaining("mailet 3, ClassifyDomains/lgo: ");
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
    return whole(processors, "");
  }

  private static WholeConfiguration whole(String processors, String servers) {
    return new WholeConfiguration(
        (component, level) -> {
          XMLConfiguration configuration = new XMLConfiguration();
          String text = component.equals("smtpserver") ? servers : processors;
          new FileHandler(configuration).load(new StringReader("<root>" + text + "</root>"));
          return configuration;
        },
        files(),
        domains());
  }
}
