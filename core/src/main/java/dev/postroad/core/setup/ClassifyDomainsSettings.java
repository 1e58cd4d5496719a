// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.setup;

import dev.postroad.core.config.ClassifyDomainsKeys;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Settings;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.relay.ClassExpressions;
import dev.postroad.core.relay.ClassFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a ClassifyDomains mailet is asked for: read here for the mailet itself as for whoever looks
 * over a configuration, so that both find the same wrong with it.
 *
 * @param classes those to be looked at, {@code unknown} the last; empty for all that are defined,
 *     and local
 * @param sender whether the sender's domain is classified, too
 * @param header the field that gets the classes
 * @param log whether the log gets a line for each recipient
 */
public record ClassifyDomainsSettings(
    List<DomainClass> classes, boolean sender, Optional<String> header, boolean log) {

  public ClassifyDomainsSettings {
    classes = List.copyOf(classes);
  }

  /**
   * Reads the parameters of the mailet; of no use if there are problems.
   *
   * @param raw by name, see {@link ClassifyDomainsKeys}
   * @param where they stand
   * @param known the classes that there are; empty if their own file has problems
   * @param problems where it is noted what is wrong
   */
  public static ClassifyDomainsSettings read(
      Map<String, String> raw, String where, Optional<DomainClassifier> known, Problems problems) {
    // What was noted before is no warning of this mailet's.
    Problems own = new Problems();
    Settings settings = Settings.parse(raw, where, ClassifyDomainsKeys.ALL, own);
    List<DomainClass> classes = new ArrayList<>();
    settings
        .given(ClassifyDomainsKeys.CLASSES)
        .ifPresent(
            words ->
                words.forEach(
                    word ->
                        named(word, settings.where(ClassifyDomainsKeys.CLASSES), known, own)
                            .ifPresent(classes::add)));
    // Whether something stays unknown shows when all else has been asked.
    if (classes.remove(DomainClass.UNKNOWN)) {
      classes.add(DomainClass.UNKNOWN);
    }
    problems.addAll(own.all());
    return new ClassifyDomainsSettings(
        classes,
        settings.get(ClassifyDomainsKeys.SENDER),
        settings.given(ClassifyDomainsKeys.HEADER),
        settings.get(ClassifyDomainsKeys.LOG));
  }

  private static Optional<DomainClass> named(
      String word, String where, Optional<DomainClassifier> known, Problems problems) {
    DomainClass name;
    try {
      name = new DomainClass(word);
    } catch (IllegalArgumentException e) {
      problems.error(where, '"' + word + '"', String.valueOf(e.getMessage()), "");
      return Optional.empty();
    }
    if (known.isPresent() && !known.get().knows(name)) {
      problems.error(
          where,
          "class \"" + name + "\"",
          "there is no such class in " + ClassFile.REFERENCE,
          ClassExpressions.remedy(name, known.get()));
    }
    return Optional.of(name);
  }
}
