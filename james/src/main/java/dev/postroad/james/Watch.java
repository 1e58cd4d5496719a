// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.core.dns.DnsListener;
import dev.postroad.core.event.Listeners;
import dev.postroad.core.history.AttemptEntry;
import java.time.Instant;
import java.util.List;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.mailet.Mail;

/** Tells all {@linkplain Watcher watchers} what the engine tells, and what is done to mail here. */
@Singleton
public final class Watch extends Listeners<Watcher> implements Watcher {

  @Inject
  public Watch() {}

  @Override
  public void queueing(String queue, Mail mail) {
    tell(told -> told.queueing(queue, mail));
  }

  @Override
  public void notQueued(String queue, Mail mail) {
    tell(told -> told.notQueued(queue, mail));
  }

  @Override
  public void arrived(String queue, Mail mail) {
    tell(told -> told.arrived(queue, mail));
  }

  @Override
  public void decided(String queue, Mail mail, List<AttemptEntry> entries) {
    tell(told -> told.decided(queue, mail, entries));
  }

  @Override
  public void keeping(String queue, Mail rest, Instant due) {
    tell(told -> told.keeping(queue, rest, due));
  }

  @Override
  public void stuck(String queue, String mail, Throwable why) {
    tell(told -> told.stuck(queue, mail, why));
  }

  @Override
  public void ended(String queue, String mail, boolean givenBack) {
    tell(told -> told.ended(queue, mail, givenBack));
  }

  @Override
  public void dnsKnown() {
    tell(DnsListener::dnsKnown);
  }

  @Override
  public void dnsAnswered(DnsAnswer<?> answer) {
    tell(told -> told.dnsAnswered(answer));
  }

  @Override
  public void reloaded(String name, boolean accepted) {
    tell(told -> told.reloaded(name, accepted));
  }
}
