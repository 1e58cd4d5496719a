// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Reloadable;
import dev.postroad.core.domain.ClassifiedDomain;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.relay.ClassFile;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.filesystem.api.FileSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes of domains that all matchers and policies know: the built-in ones, and those of
 * {@code conf/domain-classes.conf} as it is now.
 */
@Singleton
public final class DomainClasses {
  /** Where the classes are written. */
  public static final String FILE = ClassFile.REFERENCE;

  private static final Logger LOGGER = LoggerFactory.getLogger(DomainClasses.class);

  private final Reloads reloads;
  private final Supplier<MxLookup> lookups;
  private final JamesFiles files;
  private final DomainListLocal local;
  private final Map<DomainClass, String> kept = new ConcurrentHashMap<>();
  private final UndecidedPatterns undecided =
      new UndecidedPatterns(System::nanoTime, words -> LOGGER.warn("{}", words));
  private @Nullable Reloadable<ClassFile> classes;

  @Inject
  public DomainClasses(Reloads reloads, MxLookups lookups, FileSystem files, DomainList domains) {
    this(reloads, lookups::forOneMail, files, domains);
  }

  /** For a host with another way to ask the DNS; makes one answer for each mail. */
  public DomainClasses(
      Reloads reloads, Supplier<MxLookup> lookups, FileSystem files, DomainList domains) {
    this.reloads = reloads;
    this.lookups = lookups;
    this.files = new JamesFiles(files);
    this.local = new DomainListLocal(domains);
  }

  /**
   * The classes, read anew when the file or a list it names changes, unless that has become empty.
   *
   * @throws ConfigurationProblems with everything that is wrong in the file
   */
  public synchronized Reloadable<ClassFile> open() throws ConfigurationProblems {
    if (classes == null) {
      classes = reloads.follow("domain classes", files, this::read);
    }
    return classes;
  }

  private ClassFile read(FileResolver resolver, Optional<ClassFile> current)
      throws ConfigurationProblems {
    ClassFile read = ClassFile.read(resolver, local);
    Problems problems = new Problems();
    current.ifPresent(before -> problems.addAll(read.goneSince(before)));
    kept.forEach(
        (name, user) -> {
          if (!read.classes().knows(name)) {
            problems.error(
                FILE, "class \"" + name + "\"", "it is gone, and " + user + " goes by it", "");
          }
        });
    problems.throwIfErrors();
    return read;
  }

  /**
   * From now on the file may change, but these classes must stay.
   *
   * @param user who goes by them, for the problem if one is gone
   */
  public void keep(Collection<DomainClass> names, String user) {
    names.forEach(name -> kept.putIfAbsent(name, user));
  }

  /** What the DNS says, for one mail and one thread. */
  public MxLookup lookup() {
    return lookups.get();
  }

  /**
   * Begins to find out about a domain for whoever has to answer now, as matchers do: what a regular
   * expression cannot tell is unknown, and the log tells of it.
   *
   * @param lookup of the same mail
   */
  public ClassifiedDomain classify(
      DomainClassifier classifier, DomainName domain, MxLookup lookup) {
    return classifier.classify(domain, lookup, undecided);
  }

  /** Where the lists lie that conditions name. */
  public FileResolver files() {
    return files;
  }
}
