// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Reloadable;
import dev.postroad.core.domain.ClassifiedDomain;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.relay.ClassFile;
import dev.postroad.core.setup.MatcherConditions;
import dev.postroad.james.DomainClasses;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the domain of each recipient, or that of the sender, whether a set of domains has it.
 */
abstract class DomainMatcher extends ScopedMatcher {
  private final DomainClasses classes;
  private @Nullable DomainPattern pattern;
  private @Nullable Reloadable<ClassFile> file;

  DomainMatcher(DomainClasses classes) {
    this.classes = classes;
  }

  @Override
  final void read(String text, MatcherConditions conditions) throws ConfigurationProblems {
    Optional<DomainClassifier> known = Optional.empty();
    try {
      file = classes.open();
      known = Optional.of(file.current().classes());
    } finally {
      // Whatever is wrong with the file of classes, this is told with it.
      pattern = conditions.domains(text, classes.files(), known);
    }
  }

  @Override
  final void begin() {
    if (pattern != null) {
      classes.keep(pattern.classes().distinct().toList(), name());
    }
  }

  @Override
  Test test(Mail mail) throws MessagingException {
    Domains domains = domains();
    return domains::mean;
  }

  /** Begins to ask about domains of one mail. */
  final Domains domains() {
    if (pattern == null || file == null) {
      throw new IllegalStateException(name() + " is used before its start");
    }
    return new Domains(pattern, file.current().classes());
  }

  /** The domains of one mail; each is looked at once. */
  final class Domains {
    private final DomainPattern pattern;
    private final DomainClassifier classifier;
    private final MxLookup lookup;
    private final Map<DomainName, Boolean> known = new HashMap<>();

    private Domains(DomainPattern pattern, DomainClassifier classifier) {
      this.pattern = pattern;
      this.classifier = classifier;
      this.lookup = classes.lookup();
    }

    /**
     * Whether the domain of an address is meant. One that no SMTP command could name is not, nor
     * one of which a pattern cannot tell.
     *
     * @throws MessagingException if the host does not say what is needed for that
     */
    boolean mean(MailAddress address) throws MessagingException {
      Optional<DomainName> domain = domain(address);
      try {
        return domain.isPresent() && known.computeIfAbsent(domain.get(), this::isMeant);
      } catch (IllegalStateException e) {
        throw new MessagingException("cannot classify " + address + ": " + e.getMessage(), e);
      }
    }

    private boolean isMeant(DomainName domain) {
      ClassifiedDomain classified = classes.classify(classifier, domain, lookup);
      return pattern.test(classified).isYes();
    }
  }

  private static Optional<DomainName> domain(MailAddress address) {
    try {
      String text = address.asString();
      return Optional.of(DomainName.parse(text.substring(text.lastIndexOf('@') + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
