// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;

/**
 * Binds what mailets and matchers share. James' injector finds it all by itself when it makes the
 * first mailet; an operator who lists this module in {@code extensions.properties} ({@code
 * guice.extension.module=dev.postroad.james.PostroadModule}) learns at the start, instead of at the
 * first mailet, if something that Postroad needs is not there.
 */
public final class PostroadModule extends AbstractModule {
  @Override
  protected void configure() {
    bind(ServerRelays.class).in(Scopes.SINGLETON);
    bind(Outbound.class).in(Scopes.SINGLETON);
  }
}
