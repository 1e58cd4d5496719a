// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import com.google.inject.ProvidedBy;
import dev.postroad.core.config.ClassifyDomainsKeys;
import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Reloadable;
import dev.postroad.core.domain.ClassifiedDomain;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.ClassFile;
import dev.postroad.core.setup.ClassifyDomainsSettings;
import dev.postroad.james.ClassStamps;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.Entrance;
import dev.postroad.james.MailetSettings;
import dev.postroad.james.Recipients;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which classes the recipients' domains are in, and stamps that on the mail, for matchers
 * behind it and for the log; see {@link ClassStamps}. All keys: {@link ClassifyDomainsKeys}.
 *
 * <pre>{@code
 * <mailet match="All" class="dev.postroad.mailets.ClassifyDomains">
 *   <classes>partner, freemail, unknown</classes>
 *   <header>X-Domain-Classes</header>
 * </mailet>
 * }</pre>
 *
 * <p>Only classes that a domain is known to be in are stamped: where the DNS does not say, or a
 * regular expression cannot, that is the class {@code unknown}.
 */
@ProvidedBy(ClassifyDomains.Door.class)
public final class ClassifyDomains extends GenericMailet {
  private static final Logger LOGGER = LoggerFactory.getLogger(ClassifyDomains.class);
  private static final String WHERE = "mailetcontainer.xml ClassifyDomains";

  private final DomainClasses classes;
  private @Nullable Wanted wanted;

  /** What is asked for, and the classes as they are now. */
  private record Wanted(Reloadable<ClassFile> file, ClassifyDomainsSettings settings) {}

  @Inject
  public ClassifyDomains(DomainClasses classes) {
    this.classes = classes;
  }

  @Override
  public void init() throws MessagingException {
    Problems problems = new Problems();
    Optional<Reloadable<ClassFile>> file = Optional.empty();
    try {
      file = Optional.of(classes.open());
    } catch (ConfigurationProblems e) {
      // Whatever is wrong with the file of classes, what is wrong here is told with it.
      problems.addAll(e.problems());
    }
    ClassifyDomainsSettings settings =
        ClassifyDomainsSettings.read(
            MailetSettings.raw(getMailetConfig()),
            WHERE,
            file.map(opened -> opened.current().classes()),
            problems);
    try {
      problems.throwIfErrors();
    } catch (ConfigurationProblems e) {
      throw MailetSettings.failure(WHERE, e);
    }
    classes.keep(settings.classes(), WHERE);
    wanted = file.map(known -> new Wanted(known, settings)).orElse(null);
  }

  @Override
  public void service(Mail mail) throws MessagingException {
    Wanted current = wanted();
    Map<MailAddress, Collection<DomainClass>> found;
    try {
      found = stamp(mail, new Classification(current, classes));
    } catch (IllegalStateException e) {
      throw new MessagingException(
          "cannot classify the domains of " + mail.getName() + ": " + e.getMessage(), e);
    }
    if (current.settings().header().isPresent()) {
      Set<DomainClass> all = new LinkedHashSet<>();
      found.values().forEach(all::addAll);
      mail.getMessage()
          .setHeader(current.settings().header().get(), ClassStamps.names(all).replace(",", ", "));
    }
    if (current.settings().log()) {
      found.forEach(
          (recipient, names) ->
              LOGGER.info("{} to {} is in the classes {}", mail.getName(), recipient, names));
    }
  }

  private static Map<MailAddress, Collection<DomainClass>> stamp(
      Mail mail, Classification classification) {
    Map<MailAddress, Collection<DomainClass>> found = new LinkedHashMap<>();
    for (MailAddress recipient : Recipients.of(mail)) {
      found.put(recipient, classification.of(recipient));
    }
    if (classification.wanted.settings().sender()) {
      ClassStamps.writeSender(
          mail, mail.getMaybeSender().asOptional().map(classification::of).orElse(Set.of()));
    }
    ClassStamps.write(mail, found);
    return found;
  }

  /** The classes of the domains of one mail; each domain is looked at once. */
  private static final class Classification {
    private final Wanted wanted;
    private final DomainClasses classes;
    private final DomainClassifier classifier;
    private final MxLookup lookup;
    private final Map<DomainName, Set<DomainClass>> known = new HashMap<>();

    Classification(Wanted wanted, DomainClasses classes) {
      this.wanted = wanted;
      this.classes = classes;
      this.classifier = wanted.file().current().classes();
      this.lookup = classes.lookup();
    }

    Set<DomainClass> of(MailAddress address) {
      return Recipients.mailbox(address)
          .map(Mailbox::domain)
          .map(domain -> known.computeIfAbsent(domain, this::find))
          .orElse(Set.of());
    }

    private Set<DomainClass> find(DomainName domain) {
      ClassifiedDomain classified = classes.classify(classifier, domain, lookup);
      Set<DomainClass> found = new LinkedHashSet<>();
      for (DomainClass name : names()) {
        if (classified.isIn(name)) {
          found.add(name);
        }
      }
      if (wanted.settings().classes().isEmpty() && classified.isUndecided()) {
        found.add(DomainClass.UNKNOWN);
      }
      return found;
    }

    private Collection<DomainClass> names() {
      if (!wanted.settings().classes().isEmpty()) {
        return wanted.settings().classes();
      }
      Set<DomainClass> all = new LinkedHashSet<>(Set.of(DomainClass.LOCAL));
      all.addAll(classifier.defined());
      return all;
    }
  }

  private Wanted wanted() {
    if (wanted == null) {
      throw new IllegalStateException("ClassifyDomains is used before its start");
    }
    return wanted;
  }

  @Override
  public String getMailetInfo() {
    return "ClassifyDomains: what kinds of domains mail goes to";
  }

  static final class Door extends Entrance<ClassifyDomains> {
    Door() {
      super(ClassifyDomains.class);
    }
  }
}
