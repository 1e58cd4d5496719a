// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvidedBy;
import com.google.inject.ProvisionException;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.junit.jupiter.api.Test;

class EntranceTest {
  private final Injector root = Guice.createInjector();

  @Singleton
  static final class Engine {}

  @ProvidedBy(Wanted.Door.class)
  public static final class Wanted {
    private final Engine engine;

    @Inject
    public Wanted(Engine engine) {
      this.engine = engine;
    }

    static final class Door extends Entrance<Wanted> {
      Door() {
        super(Wanted.class);
      }
    }
  }

  @ProvidedBy(Broken.Door.class)
  public static final class Broken {
    @Inject
    public Broken() {
      throw new IllegalArgumentException("out of order");
    }

    static final class Door extends Entrance<Broken> {
      Door() {
        super(Broken.class);
      }
    }
  }

  @Test
  void eachIsANewOneAndMailetsOfInjectorsOfTheirOwnShareWhatIsSingle() {
    Wanted one = root.createChildInjector().getInstance(Wanted.class);
    Wanted other = root.createChildInjector().getInstance(Wanted.class);
    assertThat(one).isNotSameAs(other);
    assertThat(one.engine).isSameAs(other.engine).isSameAs(root.getInstance(Engine.class));
  }

  @Test
  void aConstructorThatFailsIsNamedWithItsReason() {
    assertThatThrownBy(() -> root.getInstance(Broken.class))
        .isInstanceOf(ProvisionException.class)
        .hasMessageContaining("Broken")
        .hasRootCauseMessage("out of order");
  }
}
