// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.FileNotFoundException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainClassifierTest {
  private static final DomainClass PARTNER = new DomainClass("partner");
  private static final DomainClass TRUSTED = new DomainClass("trusted");
  private static final DomainClass REST = new DomainClass("rest");

  @Test
  void domainMayBeInSeveralClassesAndTheyKeepTheOrderOfDefinition() {
    DomainClassifier classifier =
        DomainClassifier.builder()
            .define(TRUSTED, patterns("class:partner", "other.example"))
            .define(PARTNER, patterns("partner.example", ".partner.example"))
            .define(REST, patterns("*"))
            .build();

    assertThat(classes(classifier, "a.partner.example")).containsExactly(TRUSTED, PARTNER, REST);
    assertThat(classes(classifier, "other.example")).containsExactly(TRUSTED, REST);
    assertThat(classes(classifier, "[192.0.2.1]")).containsExactly(REST);
    assertThat(classifier.defined()).containsExactly(TRUSTED, PARTNER, REST);
  }

  @Test
  void domainInNoClassHasNone() {
    assertThat(classes(DomainClassifier.builder().build(), "example.org")).isEmpty();
  }

  @Test
  void localDomainsAreAskedForAnew() {
    Set<DomainName> local = new HashSet<>();
    DomainClassifier classifier =
        DomainClassifier.builder()
            .local(local::contains)
            .define(TRUSTED, patterns("class:local"))
            .build();

    assertThat(classes(classifier, "new.example")).isEmpty();
    local.add(DomainName.parse("new.example"));
    assertThat(classes(classifier, "new.example")).containsExactly(DomainClass.LOCAL, TRUSTED);
    assertThat(classifier.knows(DomainClass.LOCAL)).isTrue();
  }

  @Test
  void classifiersWithoutDefinitionsShareTheirIndexAndNoDomains() {
    DomainClassifier one = DomainClassifier.ofLocal(DomainName.parse("one.example")::equals);
    DomainClassifier other = DomainClassifier.ofLocal(DomainName.parse("other.example")::equals);

    assertThat(one.index()).isSameAs(other.index());
    assertThat(classes(one, "one.example")).containsExactly(DomainClass.LOCAL);
    assertThat(classes(one, "other.example")).isEmpty();
    assertThat(classes(other, "one.example")).isEmpty();
    assertThat(classes(other, "other.example")).containsExactly(DomainClass.LOCAL);
    assertThat(one.names()).isEqualTo(DomainClassifier.builder().build().names());
  }

  @Test
  void classDefinedByItselfIsRefusedWithTheCircle() {
    DomainClassifier.Builder builder =
        DomainClassifier.builder()
            .define(REST, patterns("class:partner"))
            .define(PARTNER, patterns("a.example", "class:trusted"))
            .define(TRUSTED, patterns("class:partner"));

    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessage("the class partner is defined by itself: partner -> trusted -> partner");
  }

  @Test
  void circleThroughAListIsSeen() {
    DomainPattern list =
        DomainPattern.parse("file://list", reference -> new StringReader("class:partner"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainClassifier.builder().define(PARTNER, List.of(list)).build())
        .withMessageContaining("partner -> partner");
  }

  @Test
  void unknownClassIsRefusedWithThoseThatExist() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> DomainClassifier.builder().define(TRUSTED, patterns("class:patner")).build())
        .withMessageContaining("the class trusted speaks of class:patner, which nobody defined")
        .withMessageContaining("[trusted]");
  }

  @Test
  void classIsDefinedOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DomainClassifier.builder()
                    .define(TRUSTED, patterns("a.example"))
                    .define(TRUSTED, patterns("b.example")))
        .withMessageContaining("defined twice");
  }

  @Test
  void localCannotBeDefined() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> DomainClassifier.builder().define(DomainClass.LOCAL, patterns("a.example")))
        .withMessageContaining("the class local cannot be defined");
  }

  @Test
  void shippedListMayBeRedefined() {
    DomainClassifier classifier =
        DomainClassifier.builder()
            .define(
                DomainClass.FREEMAIL,
                List.of(
                    new DomainPattern.AllOf(
                        List.of(
                            pattern("shipped(freemail)"),
                            new DomainPattern.Not(pattern("gmx.de")))),
                    pattern("mail.example")))
            .build();

    assertThat(classes(classifier, "mail.example")).containsExactly(DomainClass.FREEMAIL);
    assertThat(classes(classifier, "gmail.com")).containsExactly(DomainClass.FREEMAIL);
    assertThat(classes(classifier, "gmx.de")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "literal, [192.0.2.1], true",
    "literal, example.org, false",
    "special-use, a.test, true",
    "special-use, example.com, true",
    "special-use, localhost, true",
    "special-use, printer.local, true",
    "special-use, 1.2.0.192.in-addr.arpa, true",
    "special-use, example.de, false",
    "freemail, gmail.com, true",
    "freemail, www.gmail.com, false",
    "disposable, mailinator.com, true",
    "public-suffix, co.uk, true",
    "public-suffix, www.ck, false",
    "public-suffix, other.ck, true",
    "public-suffix, example.co.uk, false",
    "public-suffix, no-such-tld, true"
  })
  void builtInClassIsAskedByName(String name, String domain, boolean isIn) {
    DomainClassifier classifier = DomainClassifier.builder().build();

    ClassifiedDomain classified = classifier.classify(DomainName.parse(domain), MxLookup.NOTHING);

    assertThat(classified.isIn(new DomainClass(name))).isEqualTo(isIn);
    assertThat(classified.classes()).hasSize(isIn ? 1 : 0);
  }

  /** What a thousand classes say together is what each says alone. */
  @Property(tries = 200)
  void manyClassesAnswerAsEachAlone(
      @ForAll @Size(min = 1, max = 40) List<@From("words") String> words,
      @ForAll @From("names") String domain) {
    DomainName name = DomainName.parse(domain);
    DomainClassifier.Builder together = DomainClassifier.builder();
    for (int i = 0; i < words.size(); i++) {
      together.define(new DomainClass("c" + i), patterns(words.get(i)));
    }
    ClassifiedDomain classified = together.build().classify(name, MxLookup.NOTHING);

    for (int i = 0; i < words.size(); i++) {
      assertThat(classified.isIn(new DomainClass("c" + i)))
          .as(words.get(i))
          .isEqualTo(pattern(words.get(i)).test(classified).isYes());
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of("a", "b", "co", "example")
        .list()
        .ofMinSize(2)
        .ofMaxSize(4)
        .map(labels -> String.join(".", labels));
  }

  @Provide
  Arbitrary<String> words() {
    return Combinators.combine(Arbitraries.of("", ".", "*.", "*"), names())
        .as((before, name) -> before + name);
  }

  private static Set<DomainClass> classes(DomainClassifier classifier, String domain) {
    return classifier.classesOf(DomainName.parse(domain));
  }

  private static List<DomainPattern> patterns(String... texts) {
    return Arrays.stream(texts).map(DomainClassifierTest::pattern).toList();
  }

  private static DomainPattern pattern(String text) {
    return DomainPattern.parse(
        text,
        reference -> {
          throw new FileNotFoundException(reference);
        });
  }
}
