// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.message.Mailbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of the operators' pages on policies: what they show is what happens. */
class PolicyPageTest {
  private static final Path PAGES = Path.of("..", "docs", "operators");
  private static final Pattern BLOCK =
      Pattern.compile("^```([a-z]+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern DECISION =
      Pattern.compile(
          "from +(\\S+)(?: +user (\\S+))?(?: +client (\\S+))? +to +(\\S+) +=> +(.*?)(?: +#.*)?");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private record Block(String kind, String text, int line) {}

  @BeforeEach
  void filesThatThePageSpeaksOf() throws IOException {
    Path secrets = Files.createDirectories(directory.resolve("conf/secrets"));
    for (String name : List.of("hub", "payroll")) {
      Files.writeString(secrets.resolve(name), name + "\nsecret\n");
      assertThat(secrets.resolve(name).toFile().setReadable(false, false)).isTrue();
      assertThat(secrets.resolve(name).toFile().setReadable(true, true)).isTrue();
    }
    Path senders = Files.writeString(secrets.resolve("senders"), "* everybody secret\n");
    assertThat(senders.toFile().setReadable(false, false)).isTrue();
    assertThat(senders.toFile().setReadable(true, true)).isTrue();
    Files.writeString(directory.resolve("conf/partners"), "listed.example # a partner\n");
  }

  @TestFactory
  List<DynamicTest> examples() throws IOException {
    return examples("policy.md");
  }

  @TestFactory
  List<DynamicTest> policiesSideBySide() throws IOException {
    return examples("side-by-side.md");
  }

  private List<DynamicTest> examples(String page) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    Optional<Block> policy = Optional.empty();
    for (Block block : blocks(page)) {
      String name = page + " line " + block.line();
      Optional<Block> last = policy;
      switch (block.kind()) {
        case "policy" -> {
          tests.add(DynamicTest.dynamicTest(name, () -> policy(block.text())));
          policy = Optional.of(block);
        }
        case "decisions" ->
            tests.add(DynamicTest.dynamicTest(name, () -> decisions(last.orElseThrow(), block)));
        case "wrong" -> policy = Optional.of(block);
        case "told" ->
            tests.add(DynamicTest.dynamicTest(name, () -> told(last.orElseThrow(), block)));
        default -> assertThat(block.kind()).as(name).isIn("xml", "text");
      }
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests;
  }

  private static List<Block> blocks(String name) throws IOException {
    String page = Files.readString(PAGES.resolve(name));
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(page);
    while (matcher.find()) {
      int line = (int) page.substring(0, matcher.start()).lines().count() + 1;
      blocks.add(new Block(matcher.group(1), matcher.group(2), line));
    }
    return blocks;
  }

  private RelayPolicyConfig.Surroundings here() {
    return Policies.in(directory, Map.of("BACKUP_LOGIN", "us:secret"));
  }

  private RelayPolicyConfig policy(String text) {
    RelayPolicyConfig policy = Policies.parse(Map.of("policy", text), here());
    assertThat(policy.warnings()).isEmpty();
    return policy;
  }

  private void decisions(Block policy, Block decisions) {
    RelayPolicyConfig read = policy(policy.text());
    for (String line : decisions.text().lines().toList()) {
      Matcher matcher = DECISION.matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      MailFacts facts =
          new MailFacts(
              Optional.of(matcher.group(1)).filter(from -> !from.equals("<>")).map(Mailbox::parse),
              Optional.ofNullable(matcher.group(2)),
              Optional.ofNullable(matcher.group(3)).map(IpAddresses::parse));
      assertThat(Policies.decide(read, facts, matcher.group(4)))
          .as(line)
          .isEqualTo(matcher.group(5));
    }
  }

  private void told(Block wrong, Block told) {
    assertThat(Policies.problems(Map.of("policy", wrong.text()), here()))
        .containsExactlyElementsOf(told.text().lines().toList());
  }
}
