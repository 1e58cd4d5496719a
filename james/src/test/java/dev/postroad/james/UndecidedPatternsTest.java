// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.domain.PatternFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UndecidedPatternsTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
  private final List<String> told = new ArrayList<>();
  private final UndecidedPatterns undecided = new UndecidedPatterns(now::get, told::add);

  @Test
  void eachExpressionIsToldOnceAnHourWhateverTheNames() {
    ask("conf line 1", 60);
    ask("conf line 1", 61);
    ask("conf line 2", 60);
    assertThat(told).hasSize(2);
    assertThat(told.get(0))
        .startsWith(
            "conf line 1: the pattern /^([a-z.]*)*([a-z.]*)*([a-z.]*)*c!$/ takes more than ")
        .endsWith("; until then such a domain counts as unknown")
        .doesNotContain("\n");

    now.addAndGet(Duration.ofHours(1).toNanos());
    ask("conf line 1", 60);

    assertThat(told).hasSize(3);
  }

  private void ask(String where, int length) {
    DomainPattern pattern =
        DomainPattern.parse(
            "/^([a-z.]*)*([a-z.]*)*([a-z.]*)*c!$/", PatternFiles.below(Path.of("nowhere")), where);
    DomainName name = DomainName.parse("a".repeat(length) + ".example");
    assertThat(
            pattern
                .test(
                    DomainClassifier.ofLocal(domain -> false)
                        .classify(name, MxLookup.NOTHING, undecided))
                .isYes())
        .isFalse();
  }
}
