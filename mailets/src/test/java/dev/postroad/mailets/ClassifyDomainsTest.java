// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.james.ClassStamps;
import dev.postroad.james.Reloads;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.mail.MessagingException;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyDomainsTest {
  private final FakeServer james;

  ClassifyDomainsTest(@TempDir Path directory) {
    james = new FakeServer(directory);
  }

  @AfterEach
  void stop() {
    james.close();
  }

  @Test
  void everyRecipientIsStampedWithTheClassesOfItsDomain() throws Exception {
    james.file("domain-classes.conf", "partner: .partner.example\nmild: not partner\n");
    MailImpl mail = FakeServer.mail("a@x.partner.example", "b@y.example", "c@corp.example");

    james.mailet(ClassifyDomains.class).service(mail);

    assertThat(stamps(mail))
        .containsEntry("a@x.partner.example", "partner")
        .containsEntry("b@y.example", "mild")
        .containsEntry("c@corp.example", "local,mild");
    assertThat(text(mail, "postroad.class.partner")).isEqualTo("a@x.partner.example");
    assertThat(text(mail, "postroad.class.mild")).isEqualTo("b@y.example,c@corp.example");
    assertThat(mail.getAttribute(ClassStamps.SENDER)).isEmpty();
    assertThat(mail.getMessage().getHeader("X-Domain-Classes")).isNull();
  }

  @Test
  void classesSenderAndHeaderAreAsAskedFor() throws Exception {
    MailImpl mail = FakeServer.mail("a@gmail.com", "b@mailinator.com", "c@firm.example");
    mail.getMessage().setHeader("X-Kind", "forged");
    ClassifyDomains mailet =
        james.mailet(
            ClassifyDomains.class,
            "classes",
            "freemail, disposable, local",
            "sender",
            "true",
            "header",
            "X-Kind");

    mailet.service(mail);

    assertThat(text(mail, "postroad.sender-classes")).isEqualTo("local");
    assertThat(mail.getMessage().getHeader("X-Kind")).containsExactly("freemail, disposable");
  }

  @Test
  void stampsOfAnEarlierTimeAreGone() throws Exception {
    MailImpl mail = FakeServer.mail("a@gmail.com");
    ClassifyDomains mailet = james.mailet(ClassifyDomains.class, "classes", "freemail");
    mailet.service(mail);
    assertThat(text(mail, "postroad.class.freemail")).isEqualTo("a@gmail.com");

    mail.setRecipients(FakeServer.addresses("b@firm.example"));
    mailet.service(mail);

    assertThat(mail.getAttribute(AttributeName.of("postroad.class.freemail"))).isEmpty();
    assertThat(stamps(mail)).containsOnlyKeys("b@firm.example");
  }

  @Test
  void whatAPatternTakesTooLongForIsUnknownAndTheMailGoesOn() throws Exception {
    james.file(
        "domain-classes.conf", "odd: /^([a-z.]*)*([a-z.]*)*([a-z.]*)*c!$/\nlong: .example\n");
    String odd = "x@" + "a".repeat(60) + ".example";
    MailImpl mail = FakeServer.mail(odd, "b@ok.example");

    james.mailet(ClassifyDomains.class).service(mail);

    assertThat(stamps(mail))
        .containsEntry(odd, "long,unknown")
        .containsEntry("b@ok.example", "long");

    james.mailet(ClassifyDomains.class, "classes", "unknown, odd, long").service(mail);

    assertThat(text(mail, "postroad.class.unknown")).contains(odd);
    assertThat(stamps(mail)).containsEntry(odd, "long,unknown");
  }

  @Test
  void everyFaultIsToldAtTheStart() {
    assertThatThrownBy(
            () ->
                james.mailet(
                    ClassifyDomains.class,
                    "classes",
                    "freemial, no_such",
                    "header",
                    "X Kind",
                    "lgo",
                    "true"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("did you mean \"freemail\"?")
        .hasMessageContaining("no_such")
        .hasMessageContaining("this is no name of a header field")
        .hasMessageContaining("did you mean <log>?");
  }

  @Test
  void whatIsCutToNothingAsAFileBeingWrittenIsDoesNotCount() throws Exception {
    james.file("domain-classes.conf", "partner: file://conf/list\n");
    james.file("list", "a.example\n");
    MailImpl mail = FakeServer.mail("a@a.example");
    ClassifyDomains mailet = james.mailet(ClassifyDomains.class);

    for (String file : List.of("list", "domain-classes.conf")) {
      james.file(file, "");
      james.instance(Reloads.class).reload();
      mailet.service(mail);
      assertThat(stamps(mail)).containsEntry("a@a.example", "partner");
    }
  }

  private static Map<String, String> stamps(MailImpl mail) {
    Map<String, String> stamps = new java.util.LinkedHashMap<>();
    Map<?, ?> raw =
        AttributeUtils.getValueAndCastFromMail(mail, ClassStamps.CLASSES, Map.class).orElseThrow();
    raw.forEach(
        (address, value) ->
            stamps.put(
                String.valueOf(address),
                value instanceof AttributeValue<?> wrapped
                    ? String.valueOf(wrapped.value())
                    : String.valueOf(value)));
    assertThat(List.copyOf(stamps.keySet())).isNotEmpty();
    return stamps;
  }

  private static String text(MailImpl mail, String name) {
    return AttributeUtils.getValueAndCastFromMail(mail, AttributeName.of(name), String.class)
        .orElse("");
  }
}
