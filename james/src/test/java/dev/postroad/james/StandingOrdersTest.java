// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.config.Rate;
import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.dispatch.SiteOrders.Limits;
import dev.postroad.core.dispatch.SiteOrders.Order;
import dev.postroad.core.mx.SiteName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandingOrdersTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final SiteName A = new SiteName("mx1|mx2.a.example");
  private static final SiteName B = new SiteName("via hub from 192.0.2.1, 192.0.2.2");

  private final Path folder;
  private final Path file;

  StandingOrdersTest(@TempDir Path james) {
    folder = james.resolve("var/postroad");
    file = folder.resolve("site-orders.properties");
  }

  @Test
  void ordersOutliveARestart() throws IOException {
    SiteOrders all = someOrders();

    orders(NOON).change(before -> all);

    assertThat(orders(NOON.plusSeconds(1)).now()).isEqualTo(all);
    assertThat(orders(NOON.plusSeconds(1)).problems()).isEmpty();
  }

  @Test
  void anOrderWhoseTimeIsOverIsNoneAfterARestart() throws IOException {
    orders(NOON).change(before -> someOrders());

    assertThat(orders(NOON.plus(Duration.ofHours(2))).now().sites()).containsExactly(B);
  }

  @Test
  void whereThereIsNoFileThereAreNoOrders() {
    assertThat(orders(NOON).now()).isEqualTo(SiteOrders.NONE);
    assertThat(orders(NOON).problems()).isEmpty();
  }

  @Test
  void aReasonMaySayAnything() throws IOException {
    Order odd = new Order("\u00e4my", " # key=value:\\ \u4e2d\n! ", NOON, Optional.empty());

    orders(NOON).change(before -> before.suspend(A, odd));

    assertThat(orders(NOON).now().suspension(A)).contains(odd);
  }

  @Test
  void aFileThatEndsAnywhereKeepsNoJamesFromStartingAndIsSaidToBeBroken() throws IOException {
    orders(NOON).change(before -> someOrders());
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      StandingOrders read = orders(NOON);

      assertThat(read.problems()).as("%s octets", length).isNotEmpty();
      assertThat(read.problems().get(0)).contains(file.toString());
    }
  }

  @Test
  void ofAFileThatIsBrokenTheOrdersThatCanBeReadAreFollowed() throws IOException {
    orders(NOON).change(before -> someOrders());
    String text = Files.readString(file).replaceFirst("(order\\.1\\.since=).*", "$1yesterday");
    Files.writeString(file, text);

    StandingOrders read = orders(NOON);

    assertThat(read.now().suspensions()).isEmpty();
    assertThat(read.now().limits()).containsOnlyKeys(A, B);
    assertThat(read.problems()).singleElement().asString().contains("order.1").contains("since");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0000\u0001", "orders=1\n", "orders=many\n", "\\uXYZ\n", "{}"})
  void whatIsNoFileOfOrdersIsSaidToBeNone(String text) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(file, text);

    assertThat(orders(NOON).now()).isEqualTo(SiteOrders.NONE);
    assertThat(orders(NOON).problems()).isNotEmpty();
  }

  @Test
  void octetsThatAreNoTextAreSaidToBeNone() throws IOException {
    Files.createDirectories(folder);
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertThat(orders(NOON).problems()).isNotEmpty();
  }

  @Test
  void whatCouldNotBeReadIsKeptWhenTheFileIsWrittenAnew() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(file, "order.1.site=mx.lost.example\n");
    StandingOrders read = orders(NOON);

    read.change(before -> before.suspend(A, order(Optional.empty())));
    assertThat(read.problems()).as("once somebody has ordered anew").isEmpty();
    read.change(before -> before.resume(A));

    try (Stream<Path> files = Files.list(folder)) {
      List<Path> aside = files.filter(path -> path.toString().contains(".unreadable-")).toList();
      assertThat(aside).hasSize(1);
      assertThat(Files.readString(aside.get(0))).contains("mx.lost.example");
    }
    assertThat(orders(NOON).problems()).isEmpty();
  }

  @Test
  void anOrderThatCannotBeWrittenIsNotGiven() throws IOException {
    Files.createDirectories(folder.resolve("..").normalize());
    Files.writeString(folder, "a file where the folder should be");
    StandingOrders orders = orders(NOON);

    assertThatThrownBy(() -> orders.change(before -> someOrders()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("would not outlive a restart");
    assertThat(orders.now()).isEqualTo(SiteOrders.NONE);
  }

  @Test
  void whatEndedWhileItWasWrittenLeavesTheOrdersBefore() throws IOException {
    orders(NOON).change(before -> someOrders());
    Files.write(
        file.resolveSibling(file.getFileName() + ".new"),
        "order.1.site=half".getBytes(StandardCharsets.UTF_8));

    assertThat(orders(NOON).now()).isEqualTo(someOrders());
    orders(NOON).change(before -> before.resume(A));
    assertThat(orders(NOON).now()).isEqualTo(someOrders().resume(A));
  }

  private static SiteOrders someOrders() {
    return SiteOrders.NONE
        .suspend(A, order(Optional.of(NOON.plus(Duration.ofHours(1)))))
        .limit(
            B,
            new Limits(
                order(Optional.empty()),
                OptionalInt.of(3),
                Optional.of(new Rate(10, Duration.ofMinutes(1))),
                Optional.of(new Rate(5, Duration.ofDays(1)))))
        .limit(
            A,
            new Limits(
                order(Optional.of(NOON.plus(Duration.ofMinutes(1)))),
                OptionalInt.empty(),
                Optional.of(new Rate(1, Duration.ofSeconds(1))),
                Optional.empty()));
  }

  private static Order order(Optional<Instant> until) {
    return new Order("amy", "moving house", NOON, until);
  }

  private StandingOrders orders(Instant now) {
    return new StandingOrders(file, Clock.fixed(now, ZoneOffset.UTC));
  }
}
