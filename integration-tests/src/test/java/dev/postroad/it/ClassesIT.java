// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postroad.playground.client.Message;
import dev.postroad.playground.client.SmtpSubmitter;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every class and every matcher in a real James: one mail to a recipient of each kind goes past all
 * matchers, and each puts a copy for those whom it matches into a repository of its own.
 */
class ClassesIT {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String END = "end";
  private static final String CLASSES =
      """
      partner:   .partner.test, file://conf/partners
      trusted:   partner and not .dev.partner.test, /^bank[0-9]\\.test$/
      big:       provider(google, microsoft)
      german:    country(de)
      british:   public-suffix(co.uk)
      shop:      registrable(shop.co.uk)
      near:      mx-net(192.0.2.0/24)
      filtered:  mx(*.filter.test)
      backed:    backup-mx(192.0.2.40/32)
      freemail:  shipped(freemail) and not gmx.de, mail.test
      odd:       b*d.test
      nobody:    .nowhere.test
      rest:      * and not trusted and not freemail
      """;

  private static final List<String> RECIPIENTS =
      List.of(
          "a@x.partner.test",
          "b@y.dev.partner.test",
          "c@listed.test",
          "d@bank7.test",
          "e@google.test",
          "f@filtered.test",
          "g@null.test",
          "h@gone.test",
          "i@implicit.test",
          "j@broken.test",
          "k@backed.test",
          "l@ours.test",
          "m@gmail.com",
          "n@gmx.de",
          "o@mail.test",
          "p@signed.test",
          "q@a.shop.co.uk",
          "r@mailinator.com",
          "s@corp.example",
          "t@[192.0.2.7]",
          "v@bd.test",
          "w@co.uk",
          "u@slow.test");

  private static final Set<String> EVERYBODY =
      new TreeSet<>(RECIPIENTS.stream().map(address -> address.substring(0, 1)).toList());

  /** By the name of its repository: a matcher, and the first letters of those it matches. */
  private static final Map<String, String> MATCHERS = new LinkedHashMap<>();

  static {
    // The mail is still whole for these.
    MATCHERS.put("any", "RecipientProviderIs=any: google => *");
    MATCHERS.put("all", "RecipientDomainIn=all: .test => ");
    MATCHERS.put("all-match", "RecipientDomainIn=all: .test, * => *");
    MATCHERS.put("none", "RecipientDomainClassIs=none: partner => ");
    MATCHERS.put("none-matches", "RecipientDomainIn=none: .nowhere.test => *");
    MATCHERS.put("none-is", "RecipientDomainClassIs=none: nobody => *");
    MATCHERS.put("sender-class", "SenderDomainClassIs=local => *");
    MATCHERS.put("sender-in", "SenderDomainIn=.example => *");
    MATCHERS.put("sender-not", "SenderDomainIn=none: .example => ");
    // From here on it is split.
    MATCHERS.put("partner", "RecipientDomainClassIs=partner => abc");
    MATCHERS.put("trusted", "RecipientDomainClassIs=trusted => acd");
    MATCHERS.put("big", "RecipientDomainClassIs=big => e");
    MATCHERS.put("german", "RecipientDomainClassIs=german => n");
    MATCHERS.put("british", "RecipientDomainClassIs=british => q");
    MATCHERS.put("shop", "RecipientDomainClassIs=shop => q");
    MATCHERS.put("near", "RecipientDomainClassIs=near => fikt");
    MATCHERS.put("filtered", "RecipientDomainClassIs=filtered => f");
    MATCHERS.put("backed", "RecipientDomainClassIs=backed => k");
    MATCHERS.put("freemail", "RecipientDomainClassIs=freemail => mo");
    MATCHERS.put("odd", "RecipientDomainClassIs=odd => k");
    MATCHERS.put("rest", "RecipientDomainClassIs=rest => befghijklnpqrstuvw");
    MATCHERS.put("local", "RecipientDomainClassIs=local => s");
    MATCHERS.put("literal", "RecipientDomainClassIs=literal => t");
    MATCHERS.put("special-use", "RecipientDomainClassIs=special-use => abcdefghijklopsuv");
    MATCHERS.put("disposable", "RecipientDomainClassIs=disposable => r");
    MATCHERS.put("public-suffix", "RecipientDomainClassIs=public-suffix => w");
    MATCHERS.put("null-mx", "RecipientDomainClassIs=null-mx => g");
    MATCHERS.put("no-mx", "RecipientDomainClassIs=no-mx => i");
    MATCHERS.put("nxdomain", "RecipientDomainClassIs=nxdomain => h");
    MATCHERS.put("no-mail", "RecipientDomainClassIs=no-mail => gh");
    MATCHERS.put("self-mx", "RecipientDomainClassIs=self-mx => kl");
    MATCHERS.put("backup-mx", "RecipientDomainClassIs=backup-mx => k");
    MATCHERS.put("dnssec", "RecipientDomainClassIs=dnssec => p");
    MATCHERS.put("unknown", "RecipientDomainClassIs=unknown => ju");
    MATCHERS.put("domain-in", "RecipientDomainIn=mail.test, file://conf/partners => co");
    MATCHERS.put("mx-in", "RecipientMxIn=.google.com => e");
    MATCHERS.put("mx-in-network", "RecipientMxInNetwork=192.0.2.0/24 => fikt");
    MATCHERS.put("provider", "RecipientProviderIs=google => e");
    MATCHERS.put("accepts-no-mail", "RecipientAcceptsNoMail => gh");
    MATCHERS.put("backup-for", "BackupMxFor=192.0.2.40/32 => k");
    MATCHERS.put("backup-for-others", "BackupMxFor=203.0.113.0/24 => ");
  }

  private static AuthoritativeDns dns = AuthoritativeDns.start();
  private static JamesProcess james = start();

  private static JamesProcess start() {
    try {
      return Build.launch(
          Build.jamesWithPostroad("classes")
              .confFile("domain-classes.conf", CLASSES)
              .confFile("partners", "listed.test\n")
              .confFile("mailetcontainer.xml", Containers.doing(mailets())));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String mailets() {
    StringBuilder mailets = new StringBuilder();
    MATCHERS.forEach(
        (name, matcher) ->
            mailets.append(
                """
                <mailet match="dev.postroad.matchers.%s" class="ToRepository">
                  <repositoryPath>memory://var/mail/%s/</repositoryPath>
                  <passThrough>true</passThrough>
                </mailet>
                """
                    .formatted(matcher.substring(0, matcher.indexOf(" =>")), name)));
    return mailets
        + """
        <mailet match="All" class="dev.postroad.mailets.ClassifyDomains">
          <classes>partner, trusted, big, german, unknown</classes>
          <sender>true</sender>
          <header>X-Domain-Classes</header>
          <log>true</log>
        </mailet>
        <mailet match="HasMailAttribute=postroad.class.big" class="ToRepository">
          <repositoryPath>memory://var/mail/stamped-big/</repositoryPath>
          <passThrough>true</passThrough>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <relays>hub smtp://[192.0.2.99]</relays>
          <classes>german: listed.test</classes>
          <permit>user * from class:local</permit>
          <routes>
            to class:big, german    via hub
            to *                    direct
          </routes>
        </mailet>
        <mailet match="dev.postroad.matchers.RelayRouteIs=via hub" class="ToRepository">
          <repositoryPath>memory://var/mail/via-hub/</repositoryPath>
          <passThrough>true</passThrough>
        </mailet>
        <mailet match="dev.postroad.matchers.RelayPermitted" class="ToRepository">
          <repositoryPath>memory://var/mail/permitted/</repositoryPath>
          <passThrough>true</passThrough>
        </mailet>
        <mailet match="dev.postroad.matchers.RelayPermitted=none:" class="ToRepository">
          <repositoryPath>memory://var/mail/not-permitted/</repositoryPath>
          <passThrough>true</passThrough>
        </mailet>
        <mailet match="All" class="ToRepository">
          <repositoryPath>memory://var/mail/end/</repositoryPath>
          <passThrough>false</passThrough>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <dns>127.0.0.1:%d</dns>
          <self>mx.us.test</self>
          <classTimeout>700ms</classTimeout>
        </mailet>
        """
            .formatted(dns.port());
  }

  private static void zones() {
    dns.nxdomainElsewhere();
    for (String domain : List.of("x.partner.test", "y.dev.partner.test", "listed.test")) {
      dns.zone(domain).mx(10, "mx." + domain).a("mx." + domain, "203.0.113.1");
    }
    for (String domain : List.of("bank7.test", "mail.test", "bd.test", "a.shop.co.uk")) {
      dns.zone(domain).mx(10, "mx." + domain).a("mx." + domain, "203.0.113.2");
    }
    for (String domain :
        List.of("gmail.com", "gmx.de", "mailinator.com", "corp.example", "co.uk")) {
      dns.zone(domain).mx(10, "mx." + domain).a("mx." + domain, "203.0.113.3");
    }
    dns.zone("google.test").mx(10, "aspmx.l.google.com");
    dns.host("aspmx.l.google.com", "203.0.113.4");
    dns.zone("filtered.test").mx(10, "in.filter.test");
    dns.host("in.filter.test", "192.0.2.20");
    dns.zone("null.test").nullMx("null.test");
    dns.zone("implicit.test").a("implicit.test", "192.0.2.30");
    dns.zone("broken.test").mx(10, "mx.broken.test");
    dns.fault("broken.test", "MX", Fault.servfail());
    dns.zone("backed.test").mx(10, "primary.test").mx(20, "mx.us.test");
    dns.host("primary.test", "192.0.2.40");
    dns.host("mx.us.test", "198.51.100.9");
    dns.zone("ours.test").mx(10, "mx.us.test");
    dns.zone("signed.test")
        .signed(true)
        .mx(10, "mx.signed.test")
        .a("mx.signed.test", "203.0.113.5");
    dns.zone("slow.test").mx(10, "mx.slow.test");
    dns.fault("slow.test", "MX", Fault.silence());
  }

  @BeforeAll
  static void oneMailGoesPastAllMatchers() throws Exception {
    zones();
    james.awaitReady(Build.START_LIMIT);
    james.webAdmin().createDomain("corp.example");
    james.webAdmin().createUser("amy@corp.example", "amy");
    james.webAdmin().createUser("s@corp.example", "s");
    new SmtpSubmitter(james.smtp(), "amy@corp.example", "amy")
        .submit(Message.of("amy@corp.example", RECIPIENTS, "to all kinds"));
    await().atMost(LIMIT).untilAsserted(() -> assertThat(recipients(END)).isEqualTo(EVERYBODY));
  }

  @AfterAll
  static void stop() {
    james.close();
    dns.close();
  }

  static Set<String> matchers() {
    return MATCHERS.keySet();
  }

  @ParameterizedTest
  @MethodSource("matchers")
  void matcherReturnsExactlyThoseMeant(String name) throws IOException {
    String meant = MATCHERS.getOrDefault(name, "").replaceFirst(".* => ?", "");

    assertThat(recipients(name))
        .as(MATCHERS.get(name))
        .isEqualTo(meant.equals("*") ? EVERYBODY : withInitials(meant));
  }

  @Test
  void classesAreStampedForStockMatchersForTheHeaderAndForTheLog() throws IOException {
    assertThat(recipients("stamped-big")).isEqualTo(withInitials("e"));
    assertThat(Files.readAllLines(james.log()))
        .anyMatch(line -> line.endsWith(" to e@google.test is in the classes [big]"))
        .anyMatch(line -> line.endsWith(" to c@listed.test is in the classes [partner, trusted]"))
        .anyMatch(line -> line.endsWith(" to j@broken.test is in the classes [unknown]"));
    assertThat(headers("stamped-big")).contains("X-Domain-Classes").contains("big");
  }

  @Test
  void policyGoesByTheSameClassesAndByItsOwnFirst() throws IOException {
    assertThat(recipients("via-hub")).isEqualTo(withInitials("ce"));
    assertThat(recipients("permitted")).isEqualTo(EVERYBODY);
    assertThat(recipients("not-permitted")).isEmpty();
  }

  private static Set<String> withInitials(String initials) {
    return new TreeSet<>(initials.chars().mapToObj(Character::toString).toList());
  }

  /** The first letters of all whose mail lies there; James writes literals without brackets. */
  private static Set<String> recipients(String repository) throws IOException {
    Set<String> recipients = new TreeSet<>();
    String path = "var/mail/" + repository;
    for (String key : james.webAdmin().repositoryKeys(path)) {
      JsonNode mail = james.webAdmin().repositoryMail(path, key);
      mail.get("recipients")
          .forEach(recipient -> recipients.add(recipient.asText().substring(0, 1)));
    }
    return recipients;
  }

  private static String headers(String repository) throws IOException {
    List<String> headers = new ArrayList<>();
    String path = "var/mail/" + repository;
    for (String key : james.webAdmin().repositoryKeys(path)) {
      headers.add(
          james
              .webAdmin()
              .get(
                  "/mailRepositories/"
                      + path.replace("/", "%2F")
                      + "/mails/"
                      + key
                      + "?additionalFields=headers")
              .toString());
    }
    return String.join("\n", headers);
  }
}
