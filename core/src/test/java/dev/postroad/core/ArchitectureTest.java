// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walls of the house, inside core: see ARCHITECTURE.md. */
final class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.postroad.core");

  private static final Pattern CLOCK =
      anyOf(
          "java\\.lang\\.System\\.(currentTimeMillis|nanoTime)\\(\\)",
          "java\\.time\\.[A-Za-z]+\\.now\\((java\\.time\\.ZoneId)?\\)",
          "java\\.time\\.(Clock|InstantSource)\\.(system|tick).*",
          "java\\.util\\.(Date|GregorianCalendar)\\.<init>\\(\\)",
          "java\\.util\\.Calendar\\.getInstance\\(.*");

  private static final Pattern RANDOMNESS =
      anyOf(
          "java\\.lang\\.Math\\.random\\(\\)",
          "java\\.util\\.(Split|Splittable)?Random\\.<init>\\(\\)",
          "java\\.util\\.concurrent\\.ThreadLocalRandom\\.current\\(\\)",
          "java\\.util\\.random\\.Random(Generator|GeneratorFactory)\\.(getDefault|of|create)\\(.*",
          "java\\.util\\.UUID\\.randomUUID\\(\\)",
          "java\\.util\\.Collections\\.shuffle\\(java\\.util\\.List\\)");

  private static final Pattern NONCES = anyOf("java\\.security\\.SecureRandom\\.(<init>|get).*");

  private static final Pattern THREADS =
      anyOf(
          "java\\.lang\\.Thread\\.(<init>|sleep|ofVirtual|ofPlatform|startVirtualThread)\\(.*",
          "java\\.util\\.Timer\\.<init>\\(.*",
          "java\\.util\\.concurrent\\.Executors\\..*",
          "java\\.util\\.concurrent\\.(ScheduledThreadPoolExecutor|ThreadPoolExecutor)\\.<init>\\(.*",
          "java\\.util\\.concurrent\\.ForkJoinPool\\..*",
          "java\\.util\\.concurrent\\.TimeUnit\\.sleep\\(.*",
          "java\\.util\\.concurrent\\.CompletableFuture\\.(supply|run)Async\\([^,]*\\)",
          "java\\.util\\.concurrent\\.CompletableFuture\\.(delayedExecutor|orTimeout|completeOnTimeout)\\(.*",
          ".*\\.(parallelStream|parallel)\\(\\)");

  private static final Pattern SOCKETS =
      anyOf(
          "java\\.net\\.(Socket|ServerSocket|DatagramSocket|MulticastSocket)\\..*",
          "java\\.nio\\.channels\\.(Socket|ServerSocket|Datagram|AsynchronousSocket)Channel\\..*",
          "javax\\.net\\.ssl\\.SSL(Server)?Socket\\..*",
          "javax\\.net\\.(ssl\\.SSL)?(Server)?SocketFactory\\.create.*",
          "java\\.net\\.http\\..*",
          "java\\.net\\.URL\\.open.*");

  private static final Pattern STANDARD_STREAMS =
      anyOf("java\\.lang\\.System\\.(in|out|err)", ".*Throwable\\.printStackTrace\\(\\)");

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("dev.postroad.core.(*)..").should().beFreeOfCycles());
  }

  @Test
  void coreStandsOnTheJdkAndFourLibraries() {
    check(
        classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "dev.postroad.core..",
                "java..",
                "javax.crypto..",
                "javax.naming..",
                "javax.net..",
                "javax.security..",
                "org.xbill.DNS..",
                "com.github.benmanes.caffeine..",
                "io.github.bucket4j..",
                "com.fasterxml.jackson.core..",
                "org.jspecify.annotations..")
            .because("core has never heard of James, nor of a log"));
  }

  @Test
  void bucket4jIsNamedOnlyInDispatch() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.postroad.core.dispatch..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.github.bucket4j..")));
  }

  @Test
  void dnsjavaIsNamedOnlyInDns() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.postroad.core.dns..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.xbill..")));
  }

  @Test
  void socketsAreUsedOnlyBySmtpAndByTheDnsTransport() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.postroad.core.smtp..", "dev.postroad.core.dns..")
            .should()
            .accessTargetWhere(isOneOf(SOCKETS, "a socket")));
  }

  /** Nobody else reads a reply code, or a second table of their meaning would grow. */
  @Test
  void repliesAreReadOnlyBySmtpAndByTheTable() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.postroad.core.smtp..", "dev.postroad.core.outcome..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.postroad.core.smtp.Reply"));
  }

  @Test
  void timeIsGiven() {
    check(noClasses().should().accessTargetWhere(isOneOf(CLOCK, "a clock")));
  }

  @Test
  void randomnessIsGiven() {
    check(noClasses().should().accessTargetWhere(isOneOf(RANDOMNESS, "a source of randomness")));
  }

  @Test
  void onlySmtpMakesNonces() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.postroad.core.smtp..")
            .should()
            .accessTargetWhere(isOneOf(NONCES, "a secure random generator")));
  }

  @Test
  void threadsAreGivenAndNeverPutToSleep() {
    check(noClasses().should().accessTargetWhere(isOneOf(THREADS, "a thread")));
  }

  @Test
  void nothingIsPrinted() {
    check(noClasses().should().accessTargetWhere(isOneOf(STANDARD_STREAMS, "a standard stream")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.System.nanoTime()",
        "java.time.Instant.now()",
        "java.time.LocalDate.now(java.time.ZoneId)",
        "java.time.Clock.systemUTC()",
        "java.util.Random.<init>()",
        "java.lang.Thread.<init>(java.lang.Runnable)",
        "java.util.concurrent.Executors.newCachedThreadPool()",
        "java.util.concurrent.CompletableFuture.supplyAsync(java.util.function.Supplier)",
        "java.net.Socket.connect(java.net.SocketAddress, int)",
      })
  void patternsKnow(String target) {
    assertThat(List.of(CLOCK, RANDOMNESS, THREADS, SOCKETS))
        .anyMatch(pattern -> pattern.matcher(target).matches());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.time.Instant.now(java.time.Clock)",
        "java.time.Clock.instant()",
        "java.util.Random.<init>(long)",
        "java.util.random.RandomGenerator.nextInt(int)",
        "java.util.Collections.shuffle(java.util.List, java.util.Random)",
        "java.lang.Thread.currentThread()",
        "java.util.concurrent.CompletableFuture.supplyAsync(java.util.function.Supplier,"
            + " java.util.concurrent.Executor)",
        "java.net.InetSocketAddress.getPort()",
      })
  void patternsLetPass(String target) {
    assertThat(List.of(CLOCK, RANDOMNESS, THREADS, SOCKETS))
        .noneMatch(pattern -> pattern.matcher(target).matches());
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CORE);
  }

  private static Pattern anyOf(String... targets) {
    return Pattern.compile(List.of(targets).stream().collect(Collectors.joining("|")));
  }

  /** Calls, references such as {@code System::nanoTime}, and uses of fields alike. */
  private static DescribedPredicate<JavaAccess<?>> isOneOf(Pattern targets, String description) {
    return DescribedPredicate.describe(
        description, access -> targets.matcher(access.getTarget().getFullName()).matches());
  }
}
