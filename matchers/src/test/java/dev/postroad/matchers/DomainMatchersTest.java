// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainMatchersTest {
  private final Path james;
  private final MemoryDomainList domains = new MemoryDomainList(null);

  DomainMatchersTest(@TempDir Path james) {
    this.james = james;
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
            new RecipientDomainIn(files(), domains),
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

    Matcher matcher = init(new RecipientDomainClassIs(files(), domains), "partner, local");

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
    Matcher matcher = init(new RecipientDomainClassIs(files(), domains), "local");
    FakeMail mail = mail("amy@corp.example", "a@new.example");
    assertThat(matcher.match(mail)).isEmpty();

    domains.addDomain(Domain.of("new.example"));

    assertThat(matcher.match(mail)).hasSize(1);
  }

  @Test
  void anInternationalDomainIsLocalHoweverItWasAdded() throws Exception {
    domains.addDomain(Domain.of("b\u00fccher.example"));

    Matcher matcher = init(new RecipientDomainClassIs(files(), domains), "local");

    assertThat(matcher.match(mail("amy@corp.example", "a@xn--bcher-kva.example"))).hasSize(1);
  }

  @Test
  void senderDomainInMatchesAllRecipientsOrNone() throws Exception {
    Matcher matcher = init(new SenderDomainIn(files(), domains), "corp.example");

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

    assertThat(init(new SenderDomainIn(files(), domains), "*").match(notification)).isEmpty();
    assertThat(init(new SenderDomainClassIs(files(), domains), "local").match(notification))
        .isEmpty();
  }

  @Test
  void senderDomainClassIsAsksJames() throws Exception {
    Matcher matcher = init(new SenderDomainClassIs(files(), domains), "local");

    assertThat(matcher.match(mail("amy@corp.example", "a@x.example"))).hasSize(1);
    assertThat(matcher.match(mail("amy@x.example", "a@x.example"))).isEmpty();
  }

  @Test
  void everyFaultOfAConditionIsToldAtTheStart() {
    assertThatThrownBy(
            () ->
                init(
                    new RecipientDomainIn(files(), domains),
                    "good.example, a@b.example, /(/, file://conf/missing"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("a@b.example")
        .hasMessageContaining("/(/")
        .hasMessageContaining("file://conf/missing");
  }

  @Test
  void anEmptyConditionIsAFault() {
    assertThatThrownBy(() -> init(new RecipientDomainIn(files(), domains), ""))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("RecipientDomainIn");
  }

  @Test
  void aClassThatNobodyDefinesIsAFaultWithASuggestion() throws Exception {
    Files.writeString(james.resolve("conf/domain-classes.conf"), "partner: partner.example\n");

    assertThatThrownBy(() -> init(new RecipientDomainClassIs(files(), domains), "partnr"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("partnr")
        .hasMessageContaining("did you mean \"partner\"?");
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
