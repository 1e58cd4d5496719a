// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it.durable;

import org.apache.james.ExtraProperties;
import org.apache.james.FakeSearchMailboxModule;
import org.apache.james.JamesServerMain;
import org.apache.james.MemoryJamesConfiguration;
import org.apache.james.MemoryJamesServerMain;
import org.apache.james.modules.server.JMXServerModule;

/** The memory server of James 3.8, but with queues that outlive it. */
public final class DurableJamesMain {
  private DurableJamesMain() {}

  public static void main(String[] arguments) throws Exception {
    ExtraProperties.initialize();
    MemoryJamesConfiguration configuration =
        MemoryJamesConfiguration.builder().useWorkingDirectoryEnvProperty().build();
    JamesServerMain.main(
        MemoryJamesServerMain.createServer(configuration)
            .combineWith(new FakeSearchMailboxModule(), new JMXServerModule())
            .overrideWith(new ActiveMqModule()));
  }
}
