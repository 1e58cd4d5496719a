// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import org.apache.james.mailrepository.api.MailKey;
import org.apache.james.mailrepository.memory.MemoryMailRepository;
import org.apache.mailet.Mail;

/** A repository to build others on: James 3.9's own says that it may fail to store, 3.8's not. */
class MemoryRepository extends MemoryMailRepository {
  @Override
  public MailKey store(Mail mail) {
    try {
      return super.store(mail);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
