// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Provider;
import com.google.inject.ProvisionException;
import com.google.inject.spi.InjectionPoint;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How James' injector comes by a mailet or matcher of ours: made as it would make it by itself, but
 * not before it is certain that this jar is for this James.
 *
 * <p>An injector looks into a class before it makes one, and the JVM then misses {@code javax.mail}
 * in a James that has {@code jakarta.mail}, or the other way round: a NoClassDefFoundError is all
 * that an operator would see. So each class that an operator may name is annotated with {@code
 * ProvidedBy} and a class of this kind, which the injector goes to instead. Neither may name the
 * mail API in a field, a method or a {@code throws}.
 *
 * @param <T> the mailet or matcher
 */
public abstract class Entrance<T> implements Provider<T> {
  private final Class<T> type;

  // Guice's own annotation, which is the same in both Jameses.
  @Inject private @Nullable Injector injector;

  /** Leads to that type, which has one constructor for James' injector. */
  protected Entrance(Class<T> type) {
    this.type = type;
  }

  /**
   * Makes one.
   *
   * @throws WrongFlavourException if this jar is for another James
   * @throws ProvisionException if the constructor fails
   */
  @Override
  public final T get() {
    Flavour.check();
    return type.cast(make(InjectionPoint.forConstructorOf(type)));
  }

  private Object make(InjectionPoint point) {
    try {
      Injector from = Objects.requireNonNull(injector);
      return ((Constructor<?>) point.getMember())
          .newInstance(
              point.getDependencies().stream()
                  .map(dependency -> from.getInstance(dependency.getKey()))
                  .toArray());
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    } catch (InvocationTargetException e) {
      throw new ProvisionException(type.getSimpleName() + " cannot be made", e.getCause());
    }
  }
}
