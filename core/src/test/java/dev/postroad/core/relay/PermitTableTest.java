// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.MxFacts;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.message.Mailbox;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermitTableTest {
  private static final String TABLE =
      """
      client 192.0.2.0/24, 2001:db8:1::/48
      user *      from class:local         quota=people
      user robot  from @reports.example    quota=robots
      to class:backed-up
      """;

  private static MailFacts stranger(MxLookup lookup) {
    return new MailFacts(
            Optional.of(Mailbox.parse("x@s.example")),
            Optional.empty(),
            IpAddresses.tryParse("203.0.113.9"))
        .with(lookup);
  }

  private static Map<String, String> raw(String permit) {
    Map<String, String> raw = new LinkedHashMap<>();
    raw.put("classes", "backed-up: customer.example, .customer.example");
    raw.put("permit", permit);
    return raw;
  }

  private static Permission decide(String sender, String user, String client, String recipient) {
    MailFacts facts =
        new MailFacts(
            sender.equals("<>") ? Optional.empty() : Optional.of(Mailbox.parse(sender)),
            Optional.ofNullable(user.equals("-") ? null : user),
            client.equals("-") ? Optional.empty() : IpAddresses.tryParse(client));
    return Policies.parse(raw(TABLE), Policies.in(Path.of("nowhere")))
        .permits()
        .orElseThrow()
        .decide(facts, Mailbox.parse(recipient));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          x@s.example,        -,     203.0.113.9,  bob@corp.example,      a domain of this server
          <>,                 -,     203.0.113.9,  bob@corp.example,      a domain of this server
          x@s.example,        -,     -,            bob@else.example,      made in this server
          x@s.example,        -,     192.0.2.7,    bob@else.example,      line 1: client
          x@s.example,        -,     2001:db8:1::, bob@else.example,      line 1: client
          x@s.example,        -,     192.0.2.7,    a%b@else.example,      line 1: client
          amy@corp.example,   amy,   203.0.113.9,  bob@else.example,      line 2: user * from class:local
          r@reports.example,  Robot, 203.0.113.9,  bob@else.example,      line 3: user robot
          x@s.example,        -,     203.0.113.9,  bob@customer.example,  line 4: to class:backed-up
          <>,                 -,     203.0.113.9,  bob@a.customer.example, line 4: to class:backed-up
          """)
  void whatALinePermitsIsTaken(
      String sender, String user, String client, String recipient, String rule) {
    Permission permission = decide(sender, user, client, recipient);

    assertThat(permission.isGranted()).isTrue();
    assertThat(permission.rule().toString()).contains(rule);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          x@s.example,        -,     203.0.113.9,  bob@else.example
          amy@corp.example,   -,     203.0.113.9,  bob@else.example
          <>,                 -,     203.0.113.9,  bob@else.example
          x@s.example,        amy,   203.0.113.9,  bob@else.example
          r@reports.example,  amy,   203.0.113.9,  bob@else.example
          x@s.example,        -,     203.0.113.9,  bob@[192.0.2.1]
          x@s.example,        -,     203.0.113.9,  bob@customer.example.else.example
          x@s.example,        -,     203.0.113.9,  bob%else.example@customer.example
          x@s.example,        -,     203.0.113.9,  else.example!bob@customer.example
          x@s.example,        -,     203.0.113.9,  '"bob@else.example"@customer.example'
          """)
  void whatNoLinePermitsIsDeniedForGood(
      String sender, String user, String client, String recipient) {
    assertThat(decide(sender, user, client, recipient))
        .isInstanceOfSatisfying(
            Permission.Denied.class,
            denied -> {
              assertThat(denied.status().toString()).startsWith("550 5.7.1 we do not relay to ");
              assertThat(denied.rule().toString())
                  .isEqualTo("mailetcontainer.xml RelayPolicy/permit: no line permits it");
            });
  }

  @Test
  void aLineNamesTheQuotaThatItsMailCountsTo() {
    assertThat(decide("amy@corp.example", "amy", "203.0.113.9", "bob@else.example"))
        .isInstanceOfSatisfying(
            Permission.Granted.class, granted -> assertThat(granted.quota()).contains("people"));
  }

  @Test
  void aTableWithoutLinesDeniesAll() {
    RelayPolicyConfig policy =
        Policies.parse(Map.of("policy", "[permit]"), Policies.in(Path.of("nowhere")));

    RelayPolicyConfig.Ruling ruling =
        policy.decide(
            Policies.from("amy@corp.example", "amy", IpAddresses.parse("192.0.2.1")),
            Mailbox.parse("bob@else.example"));

    assertThat(ruling.decision().route()).isInstanceOf(Route.Refuse.class);
    assertThat(ruling.decision().rule())
        .hasToString("mailetcontainer.xml RelayPolicy/policy line 1: no line permits it");
  }

  @Test
  void withoutATableTheMailServerDecides() {
    RelayPolicyConfig policy = Policies.parse("", "", "to * hold");

    RelayPolicyConfig.Ruling ruling =
        policy.decide(Policies.from("x@s.example"), Mailbox.parse("bob@else.example"));

    assertThat(ruling.permission()).isEmpty();
    assertThat(ruling.decision().route()).isInstanceOf(Route.Hold.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "to *",
        "from @corp.example",
        "from class:local",
        "from *",
        "not user *",
        "not client 192.0.2.0/24",
        "not to bad.example",
        "to @*",
        "to a.example, *",
        "client 0.0.0.0/0",
        "client 192.0.2.0/24, ::/0",
        "to a.example, * from @corp.example",
        "to class:freemail",
        "to class:self-mx",
        "to class:backup-mx",
        "to provider(google)",
        "to country(de)",
        "to shipped(freemail)",
        "to mx(*)",
        "to mx(.google.com)",
        "to mx-net(192.0.2.0/24)",
        "to mx-net(0.0.0.0/0)",
        "to mx-net(192.0.2.0/24, 2000::/3)",
        "to backup-mx(0.0.0.0/1, 128.0.0.0/1)",
        "client 0.0.0.0/1, 128.0.0.0/1",
        "client 2000::/3",
        "to .com",
        "to .co.uk",
        "to *.*",
        "to mail*.example.*",
        "to *k.com",
        "to registrable(*.*)",
        "to /./",
        "to /example/",
      })
  void aLineThatEveryStrangerFulfilsIsAnOpenRelayAndRefused(String line) {
    assertThat(Policies.problems(raw(line), Policies.in(Path.of("nowhere"))))
        .singleElement()
        .asString()
        .contains("RelayPolicy/permit line 1", "an open relay");
  }

  /** What no line alone says, many say together. */
  @ParameterizedTest
  @CsvSource({
    "0, 256, client %d.0.0.0/8, 127",
    "0, 256, client %d.0.0.0/8 from @corp.example quota=a, 127",
    "8192, 16384, client %x::/16, 4095",
  })
  void networksThatAddUpToHalfOfTheInternetAreAnOpenRelay(
      int from, int to, String line, int tipping) {
    String table =
        IntStream.range(from, to)
            .mapToObj(number -> String.format(line, number))
            .collect(Collectors.joining("\n"));

    assertThat(Policies.problems(raw(table), Policies.in(Path.of("nowhere"))))
        .singleElement()
        .asString()
        .contains(
            "permit line " + (tipping + 1) + ", column 1: ",
            "half of the Internet or more: an open");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client %d.0.0.0/8 to .partner.example",
        "client %d.0.0.0/8 user *",
        "client 10.%d.0.0/16",
        "user u%d",
      })
  void manyLinesThatAreNoOpenRelayAreNot(String line) {
    String table =
        IntStream.range(0, 256)
            .mapToObj(number -> String.format(line, number))
            .collect(Collectors.joining("\n"));

    assertThat(Policies.parse(raw(table), Policies.in(Path.of("nowhere"))).permits()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "* and not partner.example",
        "not partner.example",
        "mx(*)",
        "provider(google), partner.example",
        "shipped(freemail)",
        "freemail",
        "backup-mx",
        "mx-net(192.0.2.0/24)",
        "mx-net(0.0.0.0/0)",
        ".com",
        "partner.example, .org",
        "/./",
        "nested",
      })
  void noNameOfAClassHidesAnOpenRelay(String patterns) {
    Map<String, String> raw = raw("to class:rest");
    raw.put("classes", "rest: " + patterns + "\nnested: not partner.example");

    assertThat(Policies.problems(raw, Policies.in(Path.of("nowhere"))))
        .singleElement()
        .asString()
        .contains("RelayPolicy/permit line 1", "an open relay");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "partner.example, .partner.example",
        "/^mx/ and .partner.example",
        "* and partner.example",
        "mx*.partner.example",
        ".partner.example and mx-net(192.0.2.0/24)",
        "backup-mx(192.0.2.0/24)",
        "registrable(shop.co.uk)",
        ".lan",
        "freemail and nested",
        "nested",
      })
  void aClassOfChosenDomainsMayBeRelayedTo(String patterns) {
    Map<String, String> raw = raw("to class:ours");
    raw.put("classes", "ours: " + patterns + "\nnested: a.example");

    assertThat(Policies.parse(raw, Policies.in(Path.of("nowhere"))).permits()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          usr *                      | "usr" is nothing that can be asked when a recipient is named; did you mean user?
          user * via hub             | "via" is nothing that can be asked when a recipient is named
          user * quotta=people       | there is no option "quotta"; did you mean "quota"?
          user * quota=              | a quota is named by letters, digits, hyphens, dots and underscores; write quota=people
          user * quota=a user amy    | "user" follows the quota; remove it
          quota=people               | it does not say who may relay; write client 192.0.2.0/24, or user *
          to class:nobody            | there is no class "nobody"
          not                        | the line ends where a condition
          """)
  void aLineThatCannotBeReadIsToldWithWhatToWrite(String line, String problem) {
    assertThat(Policies.problems(raw(line), Policies.in(Path.of("nowhere"))))
        .singleElement()
        .asString()
        .contains("RelayPolicy/permit line 1", problem);
  }

  @Test
  void aBackupMxIsADomainThatListsUsAndWhoseBestHostIsInANamedNetwork() {
    Permits permits =
        Policies.parse(
                raw("to backup-mx(198.51.100.0/24)\nuser * not to class:backed-up"),
                Policies.in(Path.of("nowhere")))
            .permits()
            .orElseThrow();

    assertThat(permits.decide(stranger(new Mx("198.51.100.7")), Mailbox.parse("a@x.example")))
        .isInstanceOf(Permission.Granted.class);
    assertThat(permits.decide(stranger(new Mx("203.0.113.7")), Mailbox.parse("a@x.example")))
        .isInstanceOfSatisfying(
            Permission.Denied.class,
            denied -> assertThat(denied.status().toString()).startsWith("550 5.7.1"));
  }

  @Test
  void whereTheDnsDoesNotSayForNowTheClientIsToComeAgain() {
    Permits permits =
        Policies.parse(raw("to backup-mx(198.51.100.0/24)"), Policies.in(Path.of("nowhere")))
            .permits()
            .orElseThrow();

    assertThat(permits.decide(stranger(MxLookup.NOTHING), Mailbox.parse("a@x.example")))
        .isInstanceOfSatisfying(
            Permission.Denied.class,
            denied ->
                assertThat(denied.status())
                    .hasToString(
                        "450 4.4.3 the DNS does not say for now whether we relay to x.example"));
  }

  /** Two hosts: one at an address, and ourselves behind it. */
  private record Mx(String primary) implements MxLookup {
    @Override
    public MxFacts mx(DomainName domain) {
      return new MxFacts(
          MxFacts.State.LISTED,
          List.of(
              new MxFacts.Exchanger("mx1.x.example", 10),
              new MxFacts.Exchanger("us.corp.example", 20)),
          false);
    }

    @Override
    public MxFacts.Addresses addresses(String host) {
      return new MxFacts.Addresses(
          host.equals("mx1.x.example") ? List.of(IpAddresses.parse(primary)) : List.of(), true);
    }

    @Override
    public boolean isSelf(String host) {
      return host.equals("us.corp.example");
    }

    @Override
    public boolean isSelf(InetAddress address) {
      return false;
    }
  }
}
