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
import org.junit.jupiter.api.Test;

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

  private static Set<DomainClass> classes(DomainClassifier classifier, String domain) {
    return classifier.classesOf(DomainName.parse(domain));
  }

  private static List<DomainPattern> patterns(String... texts) {
    PatternFiles none =
        reference -> {
          throw new FileNotFoundException(reference);
        };
    return Arrays.stream(texts).map(text -> DomainPattern.parse(text, none)).toList();
  }
}
