// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.MxFacts;
import dev.postroad.core.domain.MxFacts.Exchanger;
import dev.postroad.core.domain.MxFacts.State;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Reloads;
import dev.postroad.james.Watch;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.domainlist.lib.DomainListConfiguration;
import org.apache.james.domainlist.memory.MemoryDomainList;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.mailet.Matcher;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainMatchersTest {
  private final Path james;
  private final MemoryDomainList domains = new MemoryDomainList(null);
  private final Reloads reloads = new Reloads(Clock.systemUTC(), new Watch());

  DomainMatchersTest(@TempDir Path james) {
    this.james = james;
  }

  @AfterEach
  void stop() {
    reloads.close();
  }

  @BeforeEach
  void configure() throws Exception {
    Files.createDirectories(james.resolve("conf"));
    domains.configure(
        DomainListConfiguration.builder().autoDetect(false).autoDetectIp(false).build());
    domains.addDomain(Domain.of("corp.example"));
  }

  @Test
  void recipientDomainInMatchesExactlyTheRecipientsMeant() throws Exception {
    Files.writeString(james.resolve("conf/list"), "# ours\nlisted.example\n");

    Matcher matcher =
        init(
            new RecipientDomainIn(classes()),
            "partner.example, .sub.example, mail*.example, /^x{1,2}\\.example$/, file://conf/list");

    assertThat(
            matcher.match(
                mail(
                    "amy@corp.example",
                    "a@partner.example",
                    "b@www.partner.example",
                    "c@a.sub.example",
                    "d@sub.example",
                    "e@mail7.example",
                    "f@xx.example",
                    "g@xxx.example",
                    "h@LISTED.example")))
        .containsExactlyElementsOf(
            addresses(
                "a@partner.example",
                "c@a.sub.example",
                "e@mail7.example",
                "f@xx.example",
                "h@LISTED.example"));
  }

  @Test
  void recipientDomainClassIsKnowsTheClassesOfTheFile() throws Exception {
    Files.writeString(
        james.resolve("conf/domain-classes.conf"),
        "partner: partner.example, .partner.example\nbig: big.example\n");

    Matcher matcher = init(new RecipientDomainClassIs(classes()), "partner, local");

    assertThat(
            matcher.match(
                mail(
                    "amy@corp.example",
                    "a@partner.example",
                    "b@big.example",
                    "c@corp.example",
                    "d@x.partner.example")))
        .containsExactlyElementsOf(
            addresses("a@partner.example", "c@corp.example", "d@x.partner.example"));
  }

  @Test
  void aDomainAddedToJamesIsLocalAtOnce() throws Exception {
    Matcher matcher = init(new RecipientDomainClassIs(classes()), "local");
    FakeMail mail = mail("amy@corp.example", "a@new.example");
    assertThat(matcher.match(mail)).isEmpty();

    domains.addDomain(Domain.of("new.example"));

    assertThat(matcher.match(mail)).hasSize(1);
  }

  @Test
  void anInternationalDomainIsLocalHoweverItWasAdded() throws Exception {
    domains.addDomain(Domain.of("b\u00fccher.example"));

    Matcher matcher = init(new RecipientDomainClassIs(classes()), "local");

    assertThat(matcher.match(mail("amy@corp.example", "a@xn--bcher-kva.example"))).hasSize(1);
  }

  @Test
  void senderDomainInMatchesAllRecipientsOrNone() throws Exception {
    Matcher matcher = init(new SenderDomainIn(classes()), "corp.example");

    assertThat(matcher.match(mail("amy@corp.example", "a@x.example", "b@y.example"))).hasSize(2);
    assertThat(matcher.match(mail("amy@other.example", "a@x.example"))).isEmpty();
  }

  @Test
  void theNullSenderIsInNoDomainAndNoClass() throws Exception {
    FakeMail notification =
        FakeMail.builder()
            .name("m")
            .sender(MaybeSender.nullSender())
            .recipients("a@x.example")
            .build();

    assertThat(init(new SenderDomainIn(classes()), "*").match(notification)).isEmpty();
    assertThat(init(new SenderDomainClassIs(classes()), "local").match(notification)).isEmpty();
  }

  @Test
  void senderDomainClassIsAsksJames() throws Exception {
    Matcher matcher = init(new SenderDomainClassIs(classes()), "local");

    assertThat(matcher.match(mail("amy@corp.example", "a@x.example"))).hasSize(1);
    assertThat(matcher.match(mail("amy@x.example", "a@x.example"))).isEmpty();
  }

  @Test
  void everyFaultOfAConditionIsToldAtTheStart() {
    assertThatThrownBy(
            () ->
                init(
                    new RecipientDomainIn(classes()),
                    "good.example, a@b.example, /(/, file://conf/missing"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("a@b.example")
        .hasMessageContaining("/(/")
        .hasMessageContaining("file://conf/missing");
  }

  @Test
  void anEmptyConditionIsAFault() {
    assertThatThrownBy(() -> init(new RecipientDomainIn(classes()), ""))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("RecipientDomainIn");
  }

  @Test
  void aClassThatNobodyDefinesIsAFaultWithASuggestion() throws Exception {
    Files.writeString(james.resolve("conf/domain-classes.conf"), "partner: partner.example\n");

    assertThatThrownBy(() -> init(new RecipientDomainClassIs(classes()), "partnr"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("partnr")
        .hasMessageContaining("did you mean \"partner\"?");
  }

  @Test
  void conditionsMayCombineClassesAndPatterns() throws Exception {
    Files.writeString(james.resolve("conf/domain-classes.conf"), "partner: .partner.example\n");
    Matcher matcher =
        init(
            new RecipientDomainIn(classes()),
            "partner and not .test.partner.example, country(at) and not freemail");

    assertThat(
            matcher.match(
                mail(
                    "amy@corp.example",
                    "a@a.partner.example",
                    "b@b.test.partner.example",
                    "c@firm.at",
                    "d@gmx.at")))
        .containsExactlyElementsOf(addresses("a@a.partner.example", "c@firm.at"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RecipientMxIn          | .google.com                 | a@google.example
          RecipientMxInNetwork   | 192.0.2.0/28                | a@google.example
          RecipientProviderIs    | google                      | a@google.example
          RecipientAcceptsNoMail |                             | b@null.example
          BackupMxFor            |                             | c@backed.example
          BackupMxFor            | 192.0.2.16/28               | c@backed.example
          RecipientDomainClassIs | unknown                     | d@broken.example
          RecipientDomainClassIs | null-mx, unknown            | b@null.example, d@broken.example
          RecipientProviderIs    | any: google                 | all
          RecipientProviderIs    | all: google                 | nobody
          RecipientProviderIs    | none: google                | nobody
          RecipientProviderIs    | none: yahoo                 | all
          RecipientDomainIn      | all: .example, *.example    | all
          SenderDomainIn         | corp.example                | all
          SenderDomainIn         | none: corp.example          | nobody
          SenderDomainIn         | none: x.example             | all
          """)
  void matcherReturnsExactlyThoseMeant(String name, String condition, String meant)
      throws Exception {
    List<String> all =
        List.of("a@google.example", "b@null.example", "c@backed.example", "d@broken.example");
    List<String> expected =
        switch (meant) {
          case "all" -> all;
          case "nobody" -> List.of();
          default -> List.of(meant.split(", "));
        };

    Collection<MailAddress> matched =
        init(matcher(name), condition == null ? "" : condition)
            .match(mail("amy@corp.example", all.toArray(String[]::new)));

    assertThat(matched).extracting(MailAddress::asString).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RecipientProviderIs    | gogle             | there is no provider "gogle"; did you mean "google"?
          RecipientProviderIs    |                   | something to look for is needed
          RecipientMxIn          |                   | something to look for is needed
          RecipientMxInNetwork   | 192.0.2.0/99      | prefix length
          RecipientMxInNetwork   | example.org       | not
          RecipientAcceptsNoMail | null-mx           | it takes no condition
          BackupMxFor            | mx.example        | not
          RecipientDomainClassIs | freemial          | did you mean "freemail"?
          RecipientDomainClassIs | example.org       | it is about classes
          RecipientDomainIn      | freemial          | did you mean "freemail"?
          RecipientDomainIn      | a.example or b.example | "or" is written as a comma
          RecipientDomainIn      | any:              | a domain pattern is needed
          RecipientDomainIn      | cuntry(de)        | did you mean "country"?
          """)
  void wrongConditionIsRefusedAtTheStart(String name, String condition, String problem) {
    assertThatThrownBy(() -> init(matcher(name), condition == null ? "" : condition))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(problem);
  }

  /** A matcher cannot wait, and James would send the whole mail to its errors. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RecipientDomainIn      | RUNAWAY                     |
          RecipientDomainIn      | RUNAWAY, ok.example         | ok@ok.example
          RecipientDomainIn      | not RUNAWAY                 | ok@ok.example
          RecipientDomainClassIs | odd                         |
          RecipientDomainClassIs | not odd                     | ok@ok.example
          RecipientDomainClassIs | odd, unknown                | all
          RecipientDomainClassIs | even, odd                   | ok@ok.example
          RecipientDomainIn      | none: RUNAWAY               | all
          """)
  void whereAPatternTakesTooLongOnOneNameThatRecipientDoesNotMatchAndTheMailGoesOn(
      String name, String condition, String meant) throws Exception {
    String runaway = "/^([a-z.]*)*([a-z.]*)*([a-z.]*)*c!$/";
    Files.writeString(
        james.resolve("conf/domain-classes.conf"),
        "odd: " + runaway + "\neven: ok.example and not odd\n");
    String odd = "x@" + "a".repeat(60) + ".example";
    FakeMail mail = mail("amy@corp.example", odd, "ok@ok.example");
    String expected = meant == null ? "" : meant.equals("all") ? odd + ", ok@ok.example" : meant;

    Collection<MailAddress> matched =
        init(matcher(name), condition.replace("RUNAWAY", runaway)).match(mail);

    assertThat(String.join(", ", matched.stream().map(MailAddress::asString).toList()))
        .isEqualTo(expected);
  }

  @Test
  void changeOfTheFileCountsAtTheNextMailButNotOneThatDropsAClassInUse() throws Exception {
    Path file = james.resolve("conf/domain-classes.conf");
    Files.writeString(file, "partner: a.example\n");
    Matcher matcher = init(new RecipientDomainClassIs(classes()), "partner");
    FakeMail mail = mail("amy@corp.example", "a@a.example", "b@b.example");
    assertThat(matcher.match(mail)).hasSize(1);

    Files.writeString(file, "partner: a.example, b.example\n");
    reloads.reload();
    assertThat(matcher.match(mail)).hasSize(2);

    Files.writeString(file, "friend: a.example\n");
    reloads.reload();
    assertThat(matcher.match(mail)).hasSize(2);
  }

  @Test
  void aListThatIsCutToNothingAsAFileBeingWrittenIsDoesNotCount() throws Exception {
    Files.writeString(james.resolve("conf/domain-classes.conf"), "partner: file://conf/list\n");
    Path list = james.resolve("conf/list");
    Files.writeString(list, "a.example\n");
    Matcher matcher = init(new RecipientDomainClassIs(classes()), "partner");
    FakeMail mail = mail("amy@corp.example", "a@a.example", "b@b.example");

    Files.writeString(list, "");
    reloads.reload();
    assertThat(matcher.match(mail)).containsExactlyElementsOf(addresses("a@a.example"));
    assertThat(reloads.statuses())
        .singleElement()
        .satisfies(
            status ->
                assertThat(status.problems().toString())
                    .contains("the list file://conf/list has become empty"));

    Files.writeString(list, "# nobody for now\n");
    reloads.reload();
    assertThat(matcher.match(mail)).isEmpty();
  }

  private Matcher matcher(String name) {
    DomainClasses classes = classes();
    return switch (name) {
      case "RecipientMxIn" -> new RecipientMxIn(classes);
      case "RecipientMxInNetwork" -> new RecipientMxInNetwork(classes);
      case "RecipientProviderIs" -> new RecipientProviderIs(classes);
      case "RecipientAcceptsNoMail" -> new RecipientAcceptsNoMail(classes);
      case "BackupMxFor" -> new BackupMxFor(classes);
      case "RecipientDomainClassIs" -> new RecipientDomainClassIs(classes);
      case "SenderDomainIn" -> new SenderDomainIn(classes);
      default -> new RecipientDomainIn(classes);
    };
  }

  private DomainClasses classes() {
    return new DomainClasses(reloads, SmallWorld::new, files(), domains);
  }

  /** What the DNS says here. */
  private static final class SmallWorld implements MxLookup {
    @Override
    public MxFacts mx(DomainName domain) {
      return switch (domain.canonical()) {
        case "google.example" -> hosts(new Exchanger("aspmx.l.google.com", 1));
        case "null.example" -> new MxFacts(State.NULL, List.of(), false);
        case "backed.example" ->
            hosts(new Exchanger("mx.backed.example", 10), new Exchanger("mx.corp.example", 20));
        default -> MxFacts.UNKNOWN;
      };
    }

    private static MxFacts hosts(Exchanger... hosts) {
      return new MxFacts(State.LISTED, List.of(hosts), false);
    }

    @Override
    public MxFacts.Addresses addresses(String host) {
      return switch (host) {
        case "aspmx.l.google.com" -> address("192.0.2.1");
        case "mx.backed.example" -> address("192.0.2.17");
        case "mx.corp.example" -> address("198.51.100.1");
        default -> MxFacts.Addresses.UNKNOWN;
      };
    }

    private static MxFacts.Addresses address(String text) {
      return new MxFacts.Addresses(List.of(IpAddresses.parse(text)), true);
    }

    @Override
    public boolean isSelf(String host) {
      return host.equals("mx.corp.example");
    }

    @Override
    public boolean isSelf(InetAddress address) {
      return false;
    }
  }

  private static Matcher init(Matcher matcher, String condition) throws MessagingException {
    matcher.init(FakeMatcherConfig.builder().matcherName("m").condition(condition).build());
    return matcher;
  }

  private static FakeMail mail(String sender, String... recipients) throws MessagingException {
    return FakeMail.builder().name("m").sender(sender).recipients(recipients).build();
  }

  private static Collection<MailAddress> addresses(String... addresses) throws Exception {
    List<MailAddress> all = new ArrayList<>();
    for (String address : addresses) {
      all.add(new MailAddress(address));
    }
    return all;
  }

  private FileSystem files() {
    return new FileSystem() {
      @Override
      public InputStream getResource(String url) throws IOException {
        return new FileInputStream(getFile(url));
      }

      @Override
      public File getFile(String url) throws FileNotFoundException {
        File file = james.resolve(url.substring(FileSystem.FILE_PROTOCOL.length())).toFile();
        if (!file.exists()) {
          throw new FileNotFoundException(url);
        }
        return file;
      }

      @Override
      public File getBasedir() {
        return james.toFile();
      }
    };
  }
}
