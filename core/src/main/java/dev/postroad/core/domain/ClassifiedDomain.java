// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import dev.postroad.core.domain.MxFacts.Addresses;
import dev.postroad.core.domain.MxFacts.Exchanger;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A domain, and which classes it is in: found out one by one as somebody asks, and remembered, so
 * that regular expressions are tried and the DNS is asked only for classes that matter. For one
 * thread, and for as long as one mail is looked at.
 */
public final class ClassifiedDomain {
  private final DomainClassifier classifier;
  private final DomainName domain;
  private final MxLookup lookup;
  private final Consumer<TooManyStepsException> left;
  private final @Nullable Truth[] found;
  private @Nullable BitSet named;
  private @Nullable Boolean local;
  private @Nullable MxFacts mx;
  private @Nullable Map<Exchanger, Addresses> hosts;
  private boolean leftOpen;

  /**
   * @param left is told of each regular expression that cannot tell, which is unknown then, unless
   *     this throws
   */
  ClassifiedDomain(
      DomainClassifier classifier,
      DomainName domain,
      MxLookup lookup,
      Consumer<TooManyStepsException> left) {
    this.classifier = classifier;
    this.domain = domain;
    this.lookup = lookup;
    this.left = left;
    this.found = new Truth[classifier.size()];
  }

  public DomainName domain() {
    return domain;
  }

  /**
   * Whether the domain is in a class; unknown if the class goes by something that the DNS does not
   * say.
   *
   * @throws IllegalArgumentException if there is no such class
   * @throws IllegalStateException as {@link DomainPattern#test}
   */
  public Truth in(DomainClass domainClass) {
    return in(classifier.definition(domainClass));
  }

  private Truth in(DomainClassifier.Definition definition) {
    Truth known = found[definition.number()];
    if (known != null && !definition.mayChange()) {
      return known;
    }
    Truth truth =
        named().get(definition.number()) ? Truth.YES : definition.patterns().anyOther(this);
    found[definition.number()] = truth;
    return truth;
  }

  /** Whether the domain is known to be in a class; else as {@link #in}. */
  public boolean isIn(DomainClass domainClass) {
    return in(domainClass).isYes();
  }

  /** Tells the classes that the domain's name puts it in, all of them found by one look. */
  public void eachByName(Consumer<DomainClass> told) {
    BitSet names = named();
    for (int i = names.nextSetBit(0); i >= 0; i = names.nextSetBit(i + 1)) {
      told.accept(classifier.definitions().get(i).name());
    }
  }

  /**
   * The classes it is known to be in: {@code local}, those defined in their order, and built-in
   * ones that somebody has asked about. The DNS is asked nothing new for this: classes that go by
   * it are among these if somebody has asked about them.
   *
   * @throws IllegalStateException as {@link DomainPattern#test}
   */
  public Set<DomainClass> classes() {
    Set<DomainClass> classes = new LinkedHashSet<>();
    BitSet possible = (BitSet) named().clone();
    possible.or(classifier.beyondNames());
    for (int i = possible.nextSetBit(0); i >= 0; i = possible.nextSetBit(i + 1)) {
      DomainClassifier.Definition definition = classifier.definitions().get(i);
      boolean tell = found[i] != null || (definition.isListed() && !definition.asksDns());
      if (tell && in(definition).isYes()) {
        classes.add(definition.name());
      }
    }
    return Collections.unmodifiableSet(classes);
  }

  private BitSet named() {
    if (named == null) {
      named = new BitSet(found.length);
      classifier.index().find(domain, named::set);
    }
    return named;
  }

  boolean isLocal() {
    if (local == null) {
      local = classifier.isLocal(domain);
    }
    return local;
  }

  MxLookup lookup() {
    return lookup;
  }

  MxFacts mx() {
    if (mx == null) {
      mx = lookup.mx(domain);
    }
    return mx;
  }

  Addresses addresses(Exchanger host) {
    Addresses addresses = lookup.addresses(host.name());
    leftOpen |= !addresses.complete();
    if (hosts == null) {
      hosts = new HashMap<>();
    }
    hosts.put(host, addresses);
    return addresses;
  }

  /**
   * What the DNS has said of where the domain's mail goes, in words that follow its name; empty if
   * nobody has asked.
   */
  public Optional<String> seenOfDns() {
    return Optional.ofNullable(mx)
        .map(facts -> MxWords.of(facts, hosts == null ? Map.of() : hosts));
  }

  /** What a regular expression cannot tell is asked no more. */
  Truth leaveOpen(TooManyStepsException why) {
    left.accept(why);
    leftOpen = true;
    return Truth.UNKNOWN;
  }

  /** A name that this domain is looked at by; it is in no class, and the DNS is not asked. */
  ClassifiedDomain nameAlone(DomainName name) {
    return new ClassifiedDomain(DomainClassifier.NOTHING, name, MxLookup.NOTHING, this::leaveOpen);
  }

  /**
   * Whether the DNS was asked something about the domain and did not say, or a regular expression
   * could not.
   */
  public boolean isUndecided() {
    return leftOpen || (mx != null && !mx.isKnown());
  }

  /**
   * Whether the DNS did not tell the addresses of some host that somebody asked about, or a regular
   * expression could not tell.
   */
  boolean isLeftOpen() {
    return leftOpen;
  }

  @Override
  public String toString() {
    return domain.toString();
  }
}
