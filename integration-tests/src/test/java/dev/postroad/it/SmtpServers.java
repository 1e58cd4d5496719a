// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import dev.postroad.playground.james.Listeners;

/** Small {@code smtpserver.xml} files. */
final class SmtpServers {
  private static final String OPEN_TO_THIS_MACHINE =
      """
      <smtpservers>
        <smtpserver enabled="true">
          <jmxName>smtpserver</jmxName>
          <bind>%s:%d</bind>
          <connectionBacklog>200</connectionBacklog>
          <tls socketTLS="false" startTLS="false"/>
          <connectiontimeout>60</connectiontimeout>
          <connectionLimit>0</connectionLimit>
          <connectionLimitPerIP>0</connectionLimitPerIP>
          <auth>
            <announce>never</announce>
          </auth>
          <authorizedAddresses>127.0.0.0/8</authorizedAddresses>
          <verifyIdentity>false</verifyIdentity>
          <handlerchain>
            <handler class="org.apache.james.smtpserver.fastfail.ValidRcptHandler"/>
            <handler class="org.apache.james.smtpserver.CoreCmdHandlerLoader"/>
          </handlerchain>
        </smtpserver>
      </smtpservers>
      """;

  private static final String ASKING_THE_PERMIT_TABLE =
      """
      <smtpservers>
        <smtpserver enabled="true">
          <jmxName>smtpserver</jmxName>
          <bind>%s:%d</bind>
          <connectionBacklog>200</connectionBacklog>
          <tls socketTLS="false" startTLS="false"/>
          <connectiontimeout>60</connectiontimeout>
          <connectionLimit>0</connectionLimit>
          <connectionLimitPerIP>0</connectionLimitPerIP>
          <auth>
            <announce>always</announce>
            <requireSSL>false</requireSSL>
            <plainAuthEnabled>true</plainAuthEnabled>
          </auth>
          <verifyIdentity>false</verifyIdentity>
          <handlerchain>
            <handler class="dev.postroad.james.PermitRcptHook"/>
            <handler class="org.apache.james.smtpserver.fastfail.ValidRcptHandler"/>
            <handler class="org.apache.james.smtpserver.CoreCmdHandlerLoader"/>
          </handlerchain>
        </smtpserver>
      </smtpservers>
      """;

  private SmtpServers() {}

  /** One where the relay policies say at RCPT who may relay; James itself lets all users in. */
  static String askingThePermitTable(Listeners listeners) {
    return ASKING_THE_PERMIT_TABLE.formatted(
        listeners.smtp().getHostString(), listeners.smtp().getPort());
  }

  /** One that takes mail from this machine to anywhere, without a password. */
  static String openToThisMachine(Listeners listeners) {
    return OPEN_TO_THIS_MACHINE.formatted(
        listeners.smtp().getHostString(), listeners.smtp().getPort());
  }

  /** Two servers in one file. */
  static String together(String one, String other) {
    return one.replace("</smtpservers>", "")
        + other
            .replace("<smtpservers>", "")
            .replace("<jmxName>smtpserver<", "<jmxName>smtpserver-too<");
  }
}
