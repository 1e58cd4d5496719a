// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.mx.SiteName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ListenersTest {
  static List<Throwable> failures() {
    return List.of(new IllegalStateException("boom"), new NoClassDefFoundError("boom"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatAListenerThrowsIsToldToItAndGoesNoFurther(Throwable failure) {
    List<Throwable> told = new ArrayList<>();
    DeliveryListener listener =
        Listeners.guarding(
            new DeliveryListener() {
              @Override
              public void begun(String id, SiteName site) {
                sneak(failure);
              }

              @Override
              public void unexpected(String what, Throwable cause) {
                told.add(cause);
                sneak(failure);
              }
            });

    listener.begun("mail", new SiteName("mx.example"));

    assertThat(told).containsExactly(failure);
  }

  @Test
  void oneThatBreaksKeepsNothingFromTheOthersWhoHearOfThatToo() {
    List<String> told = new ArrayList<>();
    Listeners<DeliveryListener> listeners = new Listeners<>();
    DeliveryListener broken =
        new DeliveryListener() {
          @Override
          public void begun(String id, SiteName site) {
            throw new IllegalStateException("boom");
          }
        };
    listeners.add(broken);
    listeners.add(
        new DeliveryListener() {
          @Override
          public void begun(String id, SiteName site) {
            told.add("begun " + id);
          }

          @Override
          public void unexpected(String what, Throwable cause) {
            told.add(what + ": " + cause.getMessage());
          }
        });

    listeners.begun("m1", new SiteName("mx.example"));
    listeners.remove(broken);
    listeners.begun("m2", new SiteName("mx.example"));

    assertThat(told).containsExactly("a listener of deliveries: boom", "begun m1", "begun m2");
  }

  @Test
  void whoGuardsAlreadyIsNotGuardedAgain() {
    Listeners<DeliveryListener> listeners = new Listeners<>();

    assertThat(Listeners.guarding(listeners)).isSameAs(listeners);
  }

  @Test
  void whereNobodyListensNobodyIsGuarded() {
    assertThat(Listeners.guarding(DeliveryListener.NONE)).isSameAs(DeliveryListener.NONE);
  }

  private static void sneak(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
