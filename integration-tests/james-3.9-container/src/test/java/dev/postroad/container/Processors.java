// SPDX-License-Identifier: Apache-2.0
package dev.postroad.container;

/** A {@code mailetcontainer.xml} for James 3.9. */
final class Processors {
  private static final String FRAME =
      """
      <mailetcontainer enableJmx="false">
        <context>
          <postmaster>postmaster@corp.example</postmaster>
        </context>
        <spooler>
          <threads>4</threads>
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
            <mailet match="All" class="dev.postroad.container.Keep"/>
          </processor>
          <processor state="error" enableJmx="false">
            <mailet match="All" class="dev.postroad.container.Keep"/>
          </processor>
        </processors>
      </mailetcontainer>
      """;

  private Processors() {}

  /** One that does this with all mail; what it leaves goes to the errors. */
  static String doing(String mailets) {
    return FRAME.formatted(mailets);
  }
}
