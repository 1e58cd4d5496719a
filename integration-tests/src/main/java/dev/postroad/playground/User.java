// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import dev.postroad.playground.client.Mailbox;
import dev.postroad.playground.client.SmtpSubmitter;
import dev.postroad.playground.james.JamesProcess;
import java.io.IOException;

/**
 * Somebody with a mailbox on one of the Jameses. The passwords of the playground are no secrets: it
 * prints them.
 *
 * @param james where the mailbox is
 * @param address the full mail address, also the login name
 */
public record User(JamesProcess james, String address, String password) {

  /** Creates the user there, and the domain if need be. */
  static User create(JamesProcess james, String address, String password) throws IOException {
    james.webAdmin().createDomain(address.substring(address.indexOf('@') + 1));
    james.webAdmin().createUser(address, password);
    return new User(james, address, password);
  }

  /** Returns the user's inbox. */
  public Mailbox mailbox() {
    return new Mailbox(james.pop3(), address, password);
  }

  /** Returns the user's mail program. */
  public SmtpSubmitter submitter() {
    return new SmtpSubmitter(james.smtp(), address, password);
  }
}
