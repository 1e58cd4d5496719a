// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dns.FakeDns;
import dev.postroad.core.domain.ClassifiedDomain;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.TooManyStepsException;
import dev.postroad.core.domain.Truth;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes that go by what the DNS says. */
class DnsClassesTest {
  private static final MxSettings SELF =
      MxSettings.STANDARD.withSelf(
          List.of("mx.us.example"), List.of(IpAddresses.parse("198.51.100.9")));

  private final FakeDns dns =
      new FakeDns()
          .mx("google.example", 10, "aspmx.l.google.com")
          .a("aspmx.l.google.com", "192.0.2.10")
          .mx("ms.example", 10, "ms-example.mail.protection.outlook.com")
          .a("ms-example.mail.protection.outlook.com", "192.0.2.20")
          .nullMx("null.example")
          .a("implicit.example", "192.0.2.30")
          .exists("nowhere.example")
          .mx("backed.example", 10, "primary.example")
          .mx("backed.example", 20, "mx.us.example")
          .a("primary.example", "192.0.2.40")
          .a("mx.us.example", "198.51.100.9")
          .mx("numbered.example", 10, "primary.example")
          .mx("numbered.example", 20, "other-name.example")
          .a("other-name.example", "198.51.100.9")
          .mx("ours.example", 10, "mx.us.example")
          .mx("equal.example", 10, "mx.us.example")
          .mx("equal.example", 10, "primary.example")
          .mx("half.example", 10, "primary.example")
          .mx("half.example", 10, "silent.example")
          .mx("between.example", 10, "primary.example")
          .mx("between.example", 15, "aspmx.l.google.com")
          .mx("between.example", 20, "mx.us.example")
          .mx("beyond.example", 10, "primary.example")
          .mx("beyond.example", 20, "mx.us.example")
          .mx("beyond.example", 30, "far.example")
          .a("far.example", "203.0.113.7")
          .mx("dark.example", 10, "primary.example")
          .mx("dark.example", 15, "silent.example")
          .mx("dark.example", 20, "mx.us.example")
          .fail("silent.example")
          .fail("broken.example");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mx(.google.com)                     | google.example   | YES
          mx(.google.com)                     | ms.example       | NO
          mx(*.mail.protection.outlook.com)   | ms.example       | YES
          mx(/outlook/, .google.com)          | google.example   | YES
          mx(*)                               | null.example     | NO
          mx(*)                               | gone.example     | NO
          mx(implicit.example)                | implicit.example | YES
          mx(*)                               | broken.example   | UNKNOWN
          provider(google)                    | google.example   | YES
          provider(google, microsoft)         | ms.example       | YES
          provider(google)                    | ms.example       | NO
          provider(google)                    | broken.example   | UNKNOWN
          mx-net(192.0.2.0/28)                | google.example   | YES
          mx-net(192.0.2.0/28)                | ms.example       | NO
          mx-net(192.0.2.16/28, 10.0.0.0/8)   | implicit.example | YES
          mx-net(192.0.2.0/24)                | half.example     | YES
          mx-net(203.0.113.0/24)              | half.example     | UNKNOWN
          mx-net(192.0.2.0/24)                | [192.0.2.7]      | YES
          mx-net(192.0.2.0/24)                | [198.51.100.7]   | NO
          null-mx                             | null.example     | YES
          null-mx                             | google.example   | NO
          null-mx                             | broken.example   | UNKNOWN
          no-mx                               | implicit.example | YES
          no-mx                               | nowhere.example  | YES
          no-mx                               | null.example     | NO
          no-mx                               | gone.example     | NO
          nxdomain                            | gone.example     | YES
          nxdomain                            | broken.example   | UNKNOWN
          no-mail                             | null.example     | YES
          no-mail                             | gone.example     | YES
          no-mail                             | nowhere.example  | YES
          no-mail                             | implicit.example | NO
          no-mail                             | google.example   | NO
          no-mail                             | broken.example   | UNKNOWN
          self-mx                             | ours.example     | YES
          self-mx                             | backed.example   | YES
          self-mx                             | numbered.example | YES
          self-mx                             | google.example   | NO
          self-mx                             | half.example     | UNKNOWN
          self-mx                             | [198.51.100.9]   | YES
          backup-mx                           | backed.example   | YES
          backup-mx                           | numbered.example | YES
          backup-mx                           | ours.example     | NO
          backup-mx                           | equal.example    | NO
          backup-mx                           | google.example   | NO
          backup-mx                           | broken.example   | UNKNOWN
          backup-mx(192.0.2.40/32)            | backed.example   | YES
          backup-mx(203.0.113.0/24)           | backed.example   | NO
          backup-mx(192.0.2.40/32)            | between.example  | NO
          backup-mx(192.0.2.0/24)             | beyond.example   | YES
          backup-mx(192.0.2.40/32)            | dark.example     | UNKNOWN
          dnssec                              | google.example   | NO
          unknown                             | broken.example   | YES
          unknown                             | google.example   | NO
          unknown                             | half.example     | NO
          """)
  void classGoesByWhatTheDnsSays(String pattern, String domain, Truth truth) {
    assertThat(test(pattern, domain)).isEqualTo(truth);
  }

  @Test
  void answersThatAreVouchedForAreInDnssec() {
    dns.authenticExcept("ms.example");

    assertThat(test("dnssec", "google.example")).isEqualTo(Truth.YES);
    assertThat(test("dnssec", "null.example")).isEqualTo(Truth.YES);
    assertThat(test("dnssec", "ms.example")).isEqualTo(Truth.NO);
  }

  @Test
  void whatIsNotKnownIsNeitherInAClassNorInItsOpposite() {
    DomainClassifier classifier =
        DomainClassifier.builder()
            .define(new DomainClass("big"), List.of(parse("provider(google)")))
            .define(new DomainClass("small"), List.of(new DomainPattern.Not(parse("class:big"))))
            .build();
    ClassifiedDomain broken = classify(classifier, "broken.example");

    assertThat(broken.isIn(new DomainClass("big"))).isFalse();
    assertThat(broken.isIn(new DomainClass("small"))).isFalse();
    assertThat(broken.isIn(DomainClass.UNKNOWN)).isTrue();
  }

  @Test
  void addressThatAClassAskedForInVainMakesTheDomainUnknown() {
    ClassifiedDomain half = classify(DomainClassifier.builder().build(), "half.example");
    assertThat(half.isIn(DomainClass.UNKNOWN)).isFalse();

    assertThat(half.isIn(DomainClass.SELF_MX)).isFalse();

    assertThat(half.isIn(DomainClass.UNKNOWN)).isTrue();
  }

  @Test
  void dnsIsAskedOnlyForClassesThatGoByIt() {
    DomainClassifier classifier =
        DomainClassifier.builder()
            .define(new DomainClass("partner"), List.of(parse("google.example")))
            .define(new DomainClass("big"), List.of(parse("provider(google)")))
            .define(new DomainClass("both"), List.of(parse("partner"), parse("big")))
            .build();
    ClassifiedDomain google = classify(classifier, "google.example");

    assertThat(google.isIn(new DomainClass("partner"))).isTrue();
    assertThat(google.isIn(new DomainClass("both"))).isTrue();
    assertThat(google.classes()).extracting(DomainClass::name).containsExactly("partner", "both");
    assertThat(dns.requests()).isEmpty();

    assertThat(google.isIn(new DomainClass("big"))).isTrue();
    assertThat(google.classes())
        .extracting(DomainClass::name)
        .containsExactly("partner", "big", "both");
    assertThat(dns.requests()).containsExactly("MX google.example");
  }

  /** As for whoever cannot ask again later. */
  @Test
  void whatARunawayExpressionCannotTellIsUnknownAndOtherwiseAsWithoutIt() {
    String odd = "a".repeat(60) + ".example";
    dns.mx("odd.example", 10, odd).a(odd, "192.0.2.1");
    String runaway = "/^(([a-z])+.)+[0-9]\\2$/";
    DomainClassifier classifier =
        DomainClassifier.builder()
            .define(new DomainClass("odd"), List.of(parse("mx(" + runaway + ")")))
            .define(new DomainClass("even"), List.of(new DomainPattern.Not(parse("odd"))))
            .define(new DomainClass("any"), List.of(parse("odd"), parse("odd.example")))
            .build();
    List<TooManyStepsException> left = new ArrayList<>();
    ClassifiedDomain domain =
        classifier.classify(DomainName.parse("odd.example"), new DnsMxLookup(dns, SELF), left::add);

    assertThat(domain.isIn(DomainClass.UNKNOWN)).isFalse();
    assertThat(domain.in(new DomainClass("odd"))).isEqualTo(Truth.UNKNOWN);
    assertThat(domain.in(new DomainClass("even"))).isEqualTo(Truth.UNKNOWN);
    assertThat(domain.in(new DomainClass("any"))).isEqualTo(Truth.YES);
    assertThat(domain.isIn(DomainClass.UNKNOWN)).isTrue();
    assertThat(domain.isUndecided()).isTrue();
    assertThat(left)
        .singleElement()
        .extracting(TooManyStepsException::pattern)
        .isEqualTo("the pattern " + runaway);
  }

  @Test
  void addressesOfEndlesslyManyHostsAreNotAskedFor() {
    for (int i = 0; i < 1_000; i++) {
      dns.mx("many.example", 10, "mx" + i + ".many.example")
          .a("mx" + i + ".many.example", "192.0.2.1");
    }

    assertThat(test("mx-net(10.0.0.0/8)", "many.example")).isEqualTo(Truth.UNKNOWN);
    assertThat(dns.requests()).hasSizeLessThan(50);
  }

  private Truth test(String pattern, String domain) {
    return parse(pattern).test(classify(DomainClassifier.builder().build(), domain));
  }

  private ClassifiedDomain classify(DomainClassifier classifier, String domain) {
    return classifier.classify(DomainName.parse(domain), new DnsMxLookup(dns, SELF));
  }

  private static DomainPattern parse(String text) {
    return DomainPattern.parse(
        text,
        reference -> {
          throw new FileNotFoundException(reference);
        });
  }
}
