// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.SiteName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuardedListenerTest {
  static List<Throwable> failures() {
    return List.of(new IllegalStateException("boom"), new NoClassDefFoundError("boom"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatAListenerThrowsIsToldToItAndGoesNoFurther(Throwable failure) {
    List<Throwable> told = new ArrayList<>();
    DeliveryListener listener =
        new GuardedListener(
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

  private static void sneak(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
