// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

final class LeakCheckTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  private final ExtensionContext context =
      (ExtensionContext)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ExtensionContext.class},
              (proxy, method, arguments) -> "someTest()");

  @Test
  void closedFixturesAreNoLeak() {
    LeakCheck check = new LeakCheck().alsoSockets();
    check.beforeEach(context);

    ScriptedSmtpServer.start().close();
    AuthoritativeDns.start().close();

    assertThatCode(() -> check.afterEach(context)).doesNotThrowAnyException();
  }

  @Test
  void runningServerIsALeak() {
    LeakCheck check = new LeakCheck().patience(SHORT);
    check.beforeEach(context);

    try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
      assertThatThrownBy(() -> check.afterEach(context))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("someTest() leaves behind")
          .hasMessageContaining("scripted-smtp-" + server.port());
    }
  }

  @Test
  void openSocketIsALeakOnRequest() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
    LeakCheck check = new LeakCheck().alsoSockets().patience(SHORT);
    check.beforeEach(context);

    try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(open.isBound()).isTrue();
      assertThatThrownBy(() -> check.afterEach(context))
          .hasMessageContaining("socket:[")
          .isInstanceOf(AssertionError.class);
    }
  }
}
