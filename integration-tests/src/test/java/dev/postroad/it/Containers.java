// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

/** Small {@code mailetcontainer.xml} files. */
final class Containers {
  private static final String FRAME =
      """
      <mailetcontainer enableJmx="false">
        <context>
          <postmaster>postmaster@mail.corp.example</postmaster>
        </context>
        <spooler>
          <threads>2</threads>
          <errorRepository>memory://var/mail/error/</errorRepository>
        </spooler>
        <processors>
          <processor state="root" enableJmx="false">
            <mailet match="All" class="ToProcessor">
              <processor>transport</processor>
            </mailet>
          </processor>
          <processor state="transport" enableJmx="false">
            <mailet match="All" class="RemoveMimeHeader">
              <name>bcc</name>
            </mailet>
            %s
            <mailet match="All" class="ToProcessor">
              <processor>error</processor>
            </mailet>
          </processor>
          <processor state="bounces" enableJmx="false">
            <mailet match="All" class="DSNBounce">
              <passThrough>false</passThrough>
            </mailet>
          </processor>
          <processor state="error" enableJmx="false">
            <mailet match="All" class="ToRepository">
              <repositoryPath>memory://var/mail/error/</repositoryPath>
            </mailet>
          </processor>
        </processors>
      </mailetcontainer>
      """;

  private Containers() {}

  /** One that does this with all mail, local or not; what it leaves goes to the errors. */
  static String doing(String mailets) {
    return FRAME.formatted(mailets);
  }
}
