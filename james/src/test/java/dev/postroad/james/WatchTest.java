// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever there is to be heard, all hear of it, and one that breaks keeps it from nobody. */
class WatchTest {

  static Stream<Method> everythingToBeHeard() {
    return Arrays.stream(Watcher.class.getMethods()).filter(Method::isDefault);
  }

  @ParameterizedTest
  @MethodSource("everythingToBeHeard")
  void allHearItThoughOneBreaks(Method event) {
    List<String> heard = new ArrayList<>();
    Watch watch = new Watch();
    watch.add(watcher(heard, true));
    watch.add(watcher(heard, false));

    assertThatCode(() -> event.invoke(watch, nothing(event))).doesNotThrowAnyException();

    assertThat(heard.stream().filter(event.getName()::equals))
        .containsExactly(event.getName(), event.getName());
  }

  private static Watcher watcher(List<String> heard, boolean breaks) {
    return (Watcher)
        Proxy.newProxyInstance(
            WatchTest.class.getClassLoader(),
            new Class<?>[] {Watcher.class},
            (proxy, method, arguments) -> {
              heard.add(method.getName());
              if (breaks) {
                throw new IllegalStateException("broken");
              }
              return null;
            });
  }

  private static @Nullable Object[] nothing(Method event) {
    return Arrays.stream(event.getParameterTypes()).map(WatchTest::nothing).toArray();
  }

  private static @Nullable Object nothing(Class<?> type) {
    if (type.equals(boolean.class)) {
      return false;
    }
    return type.equals(Throwable.class) ? new IllegalStateException("something") : null;
  }
}
