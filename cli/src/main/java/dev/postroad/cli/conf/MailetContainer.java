// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.setup.WrittenMailet.Kind;
import dev.postroad.core.setup.WrittenMatcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The mailets of a mailetcontainer.xml, in the order of the file, and which of them decide where
 * mail goes.
 *
 * @param file the file
 * @param processors the names of all processors
 * @param mailets all of them
 * @param matchers all that stand elsewhere than in {@code match} of a mailet
 * @param words all words of the file but those of each RelayPolicy, in lower case, for whoever
 *     looks for a name that anything may use
 */
public record MailetContainer(
    Path file,
    List<String> processors,
    List<MailetElement> mailets,
    List<WrittenMatcher> matchers,
    Set<String> words) {
  /** Whom the matcher there does not match comes to the mailet. */
  private static final String NOT = "notmatch";

  public MailetContainer {
    processors = List.copyOf(processors);
    mailets = List.copyOf(mailets);
    matchers = List.copyOf(matchers);
    words = Set.copyOf(words);
  }

  /**
   * Reads a mailetcontainer.xml.
   *
   * @throws ConfigurationProblems if it is not well-formed or is another kind of file
   * @throws IOException if it cannot be read
   */
  public static MailetContainer read(Path file, Variables variables)
      throws IOException, ConfigurationProblems {
    XmlElement root = XmlFile.read(file, variables);
    if (!root.name().equals("mailetcontainer")) {
      throw XmlFile.problem(
          file,
          root.line(),
          "the root element is <" + root.name() + ">",
          "mail is routed in a <mailetcontainer>",
          "give the conf folder, its mailetcontainer.xml, or a policy file");
    }
    List<String> processors = new ArrayList<>();
    List<MailetElement> mailets = new ArrayList<>();
    List<WrittenMatcher> matchers = new ArrayList<>();
    for (XmlElement processor : root.at("processors", "processor").toList()) {
      String state = processor.attribute("state").orElse("");
      processors.add(state);
      List<XmlElement> own = processor.at("mailet").toList();
      for (int i = 0; i < own.size(); i++) {
        MailetElement mailet = MailetElement.of(file, state, i + 1, own.get(i));
        mailets.add(mailet);
        own.get(i)
            .attribute(NOT)
            .ifPresent(text -> matchers.add(new WrittenMatcher(mailet.place() + "/" + NOT, text)));
      }
      processor
          .at("matcher")
          .forEach(
              composite ->
                  addMatchers(file, state, composite.attribute("name"), composite, matchers));
    }
    Set<String> words = new HashSet<>();
    addWords(root, words);
    return new MailetContainer(file, processors, mailets, matchers, words);
  }

  /** Adds a matcher and those that it puts together. */
  private static void addMatchers(
      Path file,
      String processor,
      Optional<String> name,
      XmlElement matcher,
      List<WrittenMatcher> matchers) {
    for (String attribute : List.of("match", NOT)) {
      String place =
          WrittenMatcher.place(
              String.valueOf(file.getFileName()), processor, name.orElse(""), attribute);
      matcher.attribute(attribute).ifPresent(text -> matchers.add(new WrittenMatcher(place, text)));
    }
    matcher.at("matcher").forEach(nested -> addMatchers(file, processor, name, nested, matchers));
  }

  private static void addWords(XmlElement element, Set<String> words) {
    if (Kind.of(element.attribute("class").orElse("")) == Kind.RELAY_POLICY) {
      element.attribute("match").ifPresent(match -> addWords(match, words));
      return;
    }
    element.attributes().values().forEach(value -> addWords(value, words));
    addWords(element.text(), words);
    element.children().forEach(child -> addWords(child, words));
  }

  /** A name of a class has letters, digits and hyphens; with dots, a word is that of a domain. */
  private static void addWords(String text, Set<String> words) {
    words.addAll(List.of(text.toLowerCase(Locale.ROOT).split("[^a-z0-9._-]+")));
  }

  /** Every RelayPolicy. */
  public List<MailetElement> relayPolicies() {
    return all(Kind.RELAY_POLICY);
  }

  /** Every MxRemoteDelivery. */
  public List<MailetElement> deliveries() {
    return all(Kind.MX_REMOTE_DELIVERY);
  }

  /** Every RemoteDelivery of James' own, which this pack is to take the place of. */
  public List<MailetElement> stockDeliveries() {
    return all(Kind.REMOTE_DELIVERY);
  }

  private List<MailetElement> all(Kind kind) {
    return mailets.stream().filter(mailet -> mailet.kind() == kind).toList();
  }

  /**
   * The RelayPolicy whose decision a delivery carries out: the last one before it in its processor,
   * else the last one in the file before it, else the first of another processor. What stands
   * behind a delivery in its own processor gets no mail.
   */
  public Optional<MailetElement> relayPolicyOf(MailetElement delivery) {
    List<MailetElement> policies = relayPolicies();
    return last(policies, policy -> before(policy, delivery) && sameProcessor(policy, delivery))
        .or(() -> last(policies, policy -> before(policy, delivery)))
        .or(() -> policies.stream().filter(policy -> !sameProcessor(policy, delivery)).findFirst());
  }

  /** Every RelayPolicy that gets no mail, since a delivery before it in its processor takes all. */
  public List<MailetElement> idlePolicies() {
    return relayPolicies().stream()
        .filter(
            policy ->
                deliveries().stream()
                    .anyMatch(
                        delivery ->
                            delivery.takesAll()
                                && before(delivery, policy)
                                && sameProcessor(policy, delivery)))
        .toList();
  }

  private static Optional<MailetElement> last(
      List<MailetElement> policies, Predicate<MailetElement> wanted) {
    return policies.stream().filter(wanted).reduce((earlier, later) -> later);
  }

  private boolean before(MailetElement earlier, MailetElement later) {
    return mailets.indexOf(earlier) < mailets.indexOf(later);
  }

  private static boolean sameProcessor(MailetElement one, MailetElement other) {
    return one.processor().equals(other.processor());
  }
}
