// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.setup.WrittenMailet.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeSetupTest {
  private static final String MATCHERS = "dev.postroad.matchers.";
  private static final String DELIVERY = "dev.postroad.mailets.MxRemoteDelivery";
  private static final String POLICY = "dev.postroad.mailets.RelayPolicy";
  private static final String CLASSIFY = "dev.postroad.mailets.ClassifyDomains";

  private final Path folder;
  private List<WrittenMatcher> matchers = List.of();

  WholeSetupTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void processorsThatAreNotThereAreTold() {
    assertThat(
            problems(
                mailet(1, POLICY, Map.of("bounceProcessor", "bonces")),
                mailet(2, DELIVERY, Map.of("onSuccess", "done", "bounceProcessor", "bounces")),
                mailet(3, DELIVERY, Map.of("outgoing", "bulk", "onSuccess", "ghost"))))
        .containsExactly(
            "file processor relay, mailet 1, RelayPolicy/bounceProcessor: \"bonces\": there is no"
                + " <processor state=\"bonces\">; did you mean \"bounces\"?",
            "file processor relay, mailet 2, MxRemoteDelivery/onSuccess: \"done\": there is no"
                + " <processor state=\"done\">; there are: bounces, relay");
  }

  /** As James itself refuses to start, also for the processor that nobody names. */
  @Test
  void theProcessorForMailThatStaysHereHasToBeThere() {
    Map<String, String> local = Map.of("routes", "to .example local\nto * direct");

    assertThat(
            problems(
                mailet(1, POLICY, local),
                mailet(2, POLICY, Map.of("routes", "to * direct", "localProcessor", "bonces")),
                mailet(3, POLICY, Map.of("routes", "to * direct")),
                mailet(4, DELIVERY, Map.of())))
        .containsExactly(
            "file processor relay, mailet 1, RelayPolicy/localProcessor: \"local-delivery\": there"
                + " is no <processor state=\"local-delivery\">; there are: bounces, relay",
            "file processor relay, mailet 2, RelayPolicy/localProcessor: \"bonces\": there is no"
                + " <processor state=\"bonces\">; did you mean \"bounces\"?");
  }

  @Test
  void parametersOfClassifyDomainsAreReadAsTheMailetReadsThem() throws IOException {
    Files.createDirectories(folder.resolve("conf"));
    Files.writeString(folder.resolve("conf/domain-classes.conf"), "partner: partner.example\n");

    assertThat(
            problems(
                mailet(1, CLASSIFY, Map.of("clases", "partner")),
                mailet(2, CLASSIFY, Map.of("classes", "partnr, local", "sender", "perhaps")),
                mailet(3, CLASSIFY, Map.of("header", "X Kind", "classes", "no_such")),
                mailet(4, CLASSIFY, Map.of("classes", "partner, unknown", "log", "true"))))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "file processor relay, mailet 1, ClassifyDomains/clases: there is no key of"
                            + " this name; did you mean <classes>?"),
            line -> assertThat(line).contains("mailet 2, ClassifyDomains/sender: \"perhaps\""),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "file processor relay, mailet 2, ClassifyDomains/classes: class \"partnr\":"
                            + " there is no such class in file://conf/domain-classes.conf; did you"
                            + " mean \"partner\"?"),
            line -> assertThat(line).contains("mailet 3, ClassifyDomains/header: \"X Kind\""),
            line -> assertThat(line).contains("mailet 3, ClassifyDomains/classes: \"no_such\""));
  }

  @Test
  void certificatesThatAreNotThereAreTold() {
    assertThat(problems(mailet(1, DELIVERY, Map.of("tlsTrust", "file://ca.pem"))))
        .containsExactly(
            "file processor relay, mailet 1, MxRemoteDelivery/tlsTrust: file://ca.pem: there is no"
                + " such file, or it may not be read");
  }

  @Test
  void serversThatDoNotAskWhoMayRelayAreWarnedOf() {
    assertThat(warnings(Map.of("routes", "to * direct", "permit", "user *")))
        .containsExactly(
            "smtpserver.xml/handlerchain: warning: no handler asks the table <permit> of"
                + " RelayPolicy at RCPT: mail that it denies is taken and then bounced, and whom it"
                + " permits James may refuse; put <handler"
                + " class=\"dev.postroad.james.PermitRcptHook\"/> before CoreCmdHandlerLoader");
    assertThat(warnings(Map.of("routes", "to * direct"))).isEmpty();
  }

  /** James does not start with it. */
  @Test
  void aHandlerThatHasNobodyToAskIsTold() {
    List<String> handlers =
        List.of(
            "dev.postroad.james.PermitRcptHook",
            "org.apache.james.smtpserver.CoreCmdHandlerLoader");

    assertThat(asking(Map.of("routes", "to * direct"), handlers))
        .containsExactly(
            "smtpserver.xml: dev.postroad.james.PermitRcptHook has nobody to ask: no RelayPolicy of"
                + " mailetcontainer.xml has a table <permit>; add one, or remove the handler");
    assertThat(asking(Map.of("routes", "to * direct", "permit", "user *"), handlers)).isEmpty();
    assertThat(asking(Map.of("routes", "to * drect", "permit", "user *"), handlers))
        .noneMatch(told -> told.contains("nobody to ask"));
  }

  @Test
  void aHandlerThatIsAskedTooLateIsWarnedOf() {
    assertThat(
            asking(
                Map.of("routes", "to * direct", "permit", "user *"),
                List.of(
                    "org.apache.james.smtpserver.CoreCmdHandlerLoader",
                    "dev.postroad.james.PermitRcptHook")))
        .containsExactly(
            "smtpserver.xml: warning: dev.postroad.james.PermitRcptHook stands behind"
                + " CoreCmdHandlerLoader: James refuses whomever it does not know itself before the"
                + " table <permit> is asked; put it before CoreCmdHandlerLoader");
  }

  private List<String> asking(Map<String, String> policy, List<String> handlers) {
    Problems problems = new Problems();
    check(problems, mailet(1, POLICY, policy), mailet(2, DELIVERY, Map.of()))
        .checkHandlers("smtpserver.xml", handlers);
    return problems.all().stream().map(Problem::toString).toList();
  }

  @Test
  void mailetsWithoutErrorsAreReadAndTheOthersLeftOut() {
    WholeSetup setup =
        check(
            new Problems(),
            mailet(1, POLICY, Map.of("routes", "to * drect")),
            mailet(2, POLICY, Map.of("routes", "to * direct")),
            mailet(3, DELIVERY, Map.of("maxConnections", "50")),
            mailet(4, DELIVERY, Map.of("outgoing", "bulk")));

    assertThat(setup.policies())
        .extracting(policy -> policy.mailet().place())
        .containsExactly("file processor relay, mailet 2, RelayPolicy");
    assertThat(setup.deliveries())
        .extracting(delivery -> delivery.settings().queue().outgoing())
        .containsExactly("outgoing", "bulk");
    assertThat(setup.shared().complete(Map.of())).isEqualTo(Map.of("maxConnections", "50"));
  }

  @Test
  void stockDeliveryOnAQueueOfItsOwnIsItsOwnAffair() {
    assertThat(
            problems(
                mailet(1, DELIVERY, Map.of("outgoing", "ours")),
                mailet(2, "RemoteDelivery", Map.of("maxHost", "3"))))
        .isEmpty();
  }

  @Test
  void whoeverDeliversWithoutKnowingOfRoutesIsWarnedOf() {
    Map<String, String> routes = Map.of("routes", "to * direct");

    assertThat(problems(mailet(1, POLICY, routes), mailet(2, "RemoteDelivery", Map.of())))
        .containsExactly(
            "file processor relay, mailet 1, RelayPolicy: warning: what its rules say of relays and"
                + " TLS is not done: behind it stands file processor relay, mailet 2,"
                + " RemoteDelivery, which knows no routes; change that one's class to"
                + " dev.postroad.mailets.MxRemoteDelivery");
    assertThat(problems(mailet(1, POLICY, routes)))
        .singleElement()
        .asString()
        .contains("no mail leaves by what its rules say: there is no MxRemoteDelivery");
    assertThat(
            problems(
                mailet(1, POLICY, routes),
                mailet(2, DELIVERY, Map.of()),
                mailet(3, "RemoteDelivery", Map.of("outgoing", "other"))))
        .isEmpty();
  }

  /** As the matchers themselves would tell it, if James came so far. */
  @Test
  void wrongConditionsOfMatchersOfOursAreTold() {
    assertThat(
            problems(
                matched(MATCHERS + "RecipientDomainClassIs=any: freemial", 1, "Null", Map.of()),
                matched(MATCHERS + "RecipientMxInNetwork=300.1.2.3/8", 2, "Null", Map.of()),
                matched(MATCHERS + "RelayPermitted=hub", 3, "Null", Map.of()),
                matched(MATCHERS + "RelayRouteIs=via hbu, direct", 4, "Null", Map.of()),
                matched(MATCHERS + "RecipientDomainIn", 5, "Null", Map.of()),
                matched(MATCHERS + "RelayRouteIs=none: via hub", 6, "Null", Map.of()),
                matched(MATCHERS + "SenderDomainIn= .example and not local", 7, "Null", Map.of()),
                matched(MATCHERS + "BackupMxFor", 8, "Null", Map.of()),
                mailet(
                    9,
                    POLICY,
                    Map.of("relays", "hub smtp://hub.example", "routes", "to * via hub")),
                mailet(10, DELIVERY, Map.of())))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "file processor relay, mailet 1, Null/match: class \"freemial\": there is"
                            + " no such class in file://conf/domain-classes.conf; did you mean"
                            + " \"freemail\"?"),
            line ->
                assertThat(line)
                    .contains("mailet 2, Null/match: \"mx-net(300.1.2.3/8)\": ", "300.1.2.3"),
            line ->
                assertThat(line)
                    .endsWith(
                        "mailet 3, Null/match: \"hub\": it takes no condition; write"
                            + " RelayPermitted"),
            line ->
                assertThat(line)
                    .contains("mailet 4, Null/match: \"hbu\": no route has this word")
                    .endsWith("did you mean \"hub\"?"),
            line ->
                assertThat(line)
                    .contains("mailet 5, Null/match: \"\": a domain pattern is needed"));
  }

  @Test
  void matchersThatStandElsewhereThanInMatchOfAMailetAreReadToo() {
    String place = WrittenMatcher.place("file", "relay", "partners", "match");
    matchers =
        List.of(
            new WrittenMatcher(
                "file processor relay, mailet 1, Null/notmatch", "RecipientDomainIn"),
            new WrittenMatcher(place, "org.apache.james.transport.matchers.Or"),
            new WrittenMatcher(place, MATCHERS + "RecipientMxInNetwork=300.1.2.3/8"));

    assertThat(problems(mailet(2, DELIVERY, Map.of())))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("file processor relay, mailet 1, Null/notmatch: ")
                    .endsWith("write " + MATCHERS + "RecipientDomainIn"),
            line ->
                assertThat(line)
                    .startsWith("file processor relay, matcher partners/match: ")
                    .contains("300.1.2.3"));
  }

  @Test
  void whereAPolicyHasProblemsNothingIsSaidOfItsRelays() {
    assertThat(
            problems(
                matched(MATCHERS + "RelayRouteIs=via hub", 1, "Null", Map.of()),
                mailet(
                    2, POLICY, Map.of("relays", "hub smtp://hub.example", "routes", "to * va hub")),
                mailet(3, DELIVERY, Map.of())))
        .singleElement()
        .asString()
        .contains("mailet 2, RelayPolicy/routes");
  }

  @Test
  void mailetsAndMatchersOfOursThatAreNotThereAreTold() {
    assertThat(
            problems(
                mailet(1, "dev.postroad.mailets.RelayPolcy", Map.of()),
                matched("dev.postroad.matchers.RecipientDomianIn=a.example", 2, DELIVERY, Map.of()),
                matched("dev.postroad.mailets.RecipientDomainIn=a.example", 3, "Null", Map.of()),
                matched("dev.postroad.matchers.RelayPermitted", 4, "ToProcessor", Map.of()),
                // Somebody's own, beside ours.
                mailet(5, "dev.postroad.elsewhere.Keep", Map.of()),
                matched("com.example.Own=x", 5, "com.example.Mailet", Map.of())))
        .containsExactly(
            "file processor relay, mailet 1, RelayPolcy/class: \"dev.postroad.mailets.RelayPolcy\":"
                + " there is no such class in Postroad; did you mean"
                + " dev.postroad.mailets.RelayPolicy?",
            "file processor relay, mailet 2, MxRemoteDelivery/match:"
                + " \"dev.postroad.matchers.RecipientDomianIn\": there is no such class in"
                + " Postroad; did you mean dev.postroad.matchers.RecipientDomainIn?",
            "file processor relay, mailet 3, Null/match:"
                + " \"dev.postroad.mailets.RecipientDomainIn\": there is no such class in Postroad;"
                + " write dev.postroad.matchers.RecipientDomainIn");
  }

  @Test
  void mailetsAndMatchersOfOursInNoPackageOrAWrongOneAreTold() {
    assertThat(
            problems(
                mailet(1, "RelayPolicy", Map.of("routes", "to * direct")),
                matched("RelayPermitted", 2, DELIVERY, Map.of()),
                mailet(3, "dev.postroad.ClassifyDomains", Map.of()),
                matched("com.example.RelayPermitted", 4, "com.example.RelayPolicy", Map.of())))
        .containsExactly(
            "file processor relay, mailet 1, RelayPolicy/class: \"RelayPolicy\": without its"
                + " package James looks for it among its own; write"
                + " dev.postroad.mailets.RelayPolicy",
            "file processor relay, mailet 2, MxRemoteDelivery/match: \"RelayPermitted\": without"
                + " its package James looks for it among its own; write"
                + " dev.postroad.matchers.RelayPermitted",
            "file processor relay, mailet 3, ClassifyDomains/class:"
                + " \"dev.postroad.ClassifyDomains\": there is no such class in Postroad; write"
                + " dev.postroad.mailets.ClassifyDomains");
  }

  @Test
  void aMailetIsShownWithoutItsValues() {
    assertThat(mailet(1, DELIVERY, Map.of("gatewayPassword", "hush")).toString())
        .contains("mailet 1, MxRemoteDelivery", "gatewayPassword")
        .doesNotContain("hush");
  }

  private static WrittenMailet mailet(int number, String className, Map<String, String> raw) {
    return matched("All", number, className, raw);
  }

  private static WrittenMailet matched(
      String match, int number, String className, Map<String, String> raw) {
    return new WrittenMailet(
        WrittenMailet.place("file", "relay", number, className),
        "relay",
        className,
        match,
        Kind.of(className),
        raw);
  }

  private List<String> problems(WrittenMailet... mailets) {
    Problems problems = new Problems();
    check(problems, mailets);
    return problems.all().stream().map(Problem::toString).toList();
  }

  /** What is said of a server that asks, and of one that does not. */
  private List<String> warnings(Map<String, String> policy) {
    Problems problems = new Problems();
    WholeSetup setup = check(problems, mailet(1, POLICY, policy), mailet(2, DELIVERY, Map.of()));
    setup.checkHandlers("smtpserver.xml/handlerchain", List.of("CoreCmdHandlerLoader"));
    setup.checkHandlers(
        "other", List.of("dev.postroad.james.PermitRcptHook", "CoreCmdHandlerLoader"));
    return problems.warnings().stream().map(Problem::toString).toList();
  }

  private WholeSetup check(Problems problems, WrittenMailet... mailets) {
    return WholeSetup.check(
        List.of(mailets),
        matchers,
        List.of("relay", "bounces"),
        RelayPolicyConfig.Surroundings.of(FileResolver.in(folder), domain -> false),
        problems);
  }
}
