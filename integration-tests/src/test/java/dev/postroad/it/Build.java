// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import dev.postroad.playground.Installation;
import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.JamesRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What the build hands to the scenarios. */
final class Build {
  /** How long a James may take to start on a busy machine. */
  static final Duration START_LIMIT = Duration.ofSeconds(90);

  private Build() {}

  /** The source tree with its built parts. */
  static Installation installation() {
    return new Installation(Path.of(property("postroad.root")));
  }

  /** The drop-in jar. */
  static Path jar() {
    return Path.of(property("postroad.jar"));
  }

  /** A directory for one scenario's files. */
  static Path work(String name) {
    return Path.of(property("postroad.work")).resolve(name);
  }

  /** A James in a directory of its own, with the drop-in jar and without any name server. */
  static JamesLayout.Builder jamesWithPostroad(String name) {
    return JamesLayout.in(work(name))
        .helloName("mail.corp.example")
        .dnsServer("127.0.0.1")
        .extension(jar());
  }

  /** A James whose queues ActiveMQ keeps on disk, in its working directory. */
  static JamesRuntime durableJames() throws IOException {
    return JamesRuntime.in(Path.of(property("james.durable.lib")))
        .withMainClass("dev.postroad.it.durable.DurableJamesMain");
  }

  /** Starts a James without waiting for it. */
  static JamesProcess launch(JamesLayout.Builder layout) throws IOException {
    return JamesProcess.launch(JamesRuntime.in(Path.of(property("james.lib"))), layout.build());
  }

  static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("the build sets the system property " + name);
    }
    return value;
  }
}
