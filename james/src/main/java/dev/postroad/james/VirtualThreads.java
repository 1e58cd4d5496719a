// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Virtual threads, where the Java that runs has them (21 and newer; this is compiled for 17). */
final class VirtualThreads {
  private VirtualThreads() {}

  /** Whether there are any. */
  static boolean exist() {
    return Runtime.version().feature() >= 21;
  }

  /**
   * A new virtual thread for each task; empty where there are none.
   *
   * @param name what the threads' names begin with
   */
  static Optional<ExecutorService> executor(String name) {
    if (!exist()) {
      return Optional.empty();
    }
    try {
      Class<?> builderType = Class.forName("java.lang.Thread$Builder");
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      builder =
          builderType.getMethod("name", String.class, long.class).invoke(builder, name + "-", 1L);
      ThreadFactory factory = (ThreadFactory) builderType.getMethod("factory").invoke(builder);
      return Optional.of(
          (ExecutorService)
              Executors.class
                  .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                  .invoke(null, factory));
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("a Java of this version has virtual threads", e);
    }
  }
}
