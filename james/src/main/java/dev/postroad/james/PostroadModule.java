// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import com.google.inject.AbstractModule;

/**
 * Asks for what mailets and matchers share. James' injector finds it all by itself when it makes
 * the first mailet; an operator who lists this module in {@code extensions.properties} ({@code
 * guice.extension.module=dev.postroad.james.PostroadModule}) learns at the start, instead of at the
 * first mailet, if something that Postroad needs is not there.
 *
 * <p>It binds nothing: James reads it into an injector below its own, and mailets, which are made
 * by another, would have an engine beside that one.
 */
public final class PostroadModule extends AbstractModule {
  @Override
  protected void configure() {
    Flavour.check();
    requireBinding(ServerRelays.class);
    requireBinding(RelayPolicies.class);
    requireBinding(DomainClasses.class);
    requireBinding(Outbound.class);
  }
}
