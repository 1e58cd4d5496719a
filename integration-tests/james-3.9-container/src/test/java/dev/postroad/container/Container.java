// SPDX-License-Identifier: Apache-2.0
package dev.postroad.container;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import dev.postroad.container.Keep.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.GuiceJamesServer;
import org.apache.james.NaiveDelegationStoreModule;
import org.apache.james.UserEntityValidator;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.lib.DomainListConfiguration;
import org.apache.james.domainlist.memory.MemoryDomainList;
import org.apache.james.mailrepository.api.MailRepositoryUrlStore;
import org.apache.james.mailrepository.api.Protocol;
import org.apache.james.mailrepository.memory.MailRepositoryStoreConfiguration;
import org.apache.james.mailrepository.memory.MemoryMailRepository;
import org.apache.james.mailrepository.memory.MemoryMailRepositoryUrlStore;
import org.apache.james.modules.MailetProcessingModule;
import org.apache.james.modules.server.MailetContainerModule.DefaultProcessorsConfigurationSupplier;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.james.rrt.api.RecipientRewriteTable;
import org.apache.james.rrt.api.RecipientRewriteTableConfiguration;
import org.apache.james.rrt.memory.MemoryRecipientRewriteTable;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.configuration.Configuration;
import org.apache.james.user.api.UsersRepository;
import org.apache.james.user.memory.MemoryUsersRepository;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;

/**
 * A James 3.9 as far as registries have it: James' own start, configuration, extension loader,
 * spool, mailet container and DNS, without the protocols. The queues are stand-ins.
 */
final class Container implements AutoCloseable {
  final Kept kept = new Kept();
  final MemoryMailQueueFactory queues =
      new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory());
  private final AtomicInteger mails = new AtomicInteger();
  private final Path directory;
  private final GuiceJamesServer server;

  /**
   * Lays out a James.
   *
   * @param name of its directory
   * @param jar for its {@code extensions-jars/}
   * @param files for its {@code conf/}; those in {@code secrets/} are for its owner alone
   */
  Container(String name, Path jar, Map<String, String> files) throws Exception {
    directory = Built.work(name);
    Path extensions = Files.createDirectories(directory.resolve("extensions-jars"));
    Files.write(extensions.resolve(jar.getFileName()), Files.readAllBytes(jar));
    write(
        "dnsservice.xml",
        """
        <dnsservice>
          <servers><server>127.0.0.1</server></servers>
          <autodiscover>false</autodiscover>
        </dnsservice>
        """);
    write(
        "mailrepositorystore.xml",
        """
        <mailrepositorystore>
          <defaultProtocol>memory</defaultProtocol>
          <mailrepositories>
            <mailrepository class="org.apache.james.mailrepository.memory.MemoryMailRepository">
              <protocols><protocol>memory</protocol></protocols>
            </mailrepository>
          </mailrepositories>
        </mailrepositorystore>
        """);
    for (Map.Entry<String, String> file : files.entrySet()) {
      write(file.getKey(), file.getValue());
    }
    server =
        GuiceJamesServer.forConfiguration(
                Configuration.builder()
                    .workingDirectory(directory.toString())
                    .configurationPath(new Configuration.ConfigurationPath("file://conf/"))
                    .build())
            .combineWith(
                new MailetProcessingModule(), new NaiveDelegationStoreModule(), new Stores());
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve("conf").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    if (name.startsWith("secrets/")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  void start() throws Exception {
    server.start();
  }

  /** Puts a mail into the spool, as James' SMTP server does. */
  void submit(String sender, String subject, String... recipients) throws Exception {
    submit(List.of(), sender, subject, recipients);
  }

  /** Puts a mail of a priority into the spool, as James' {@code WithPriority} says it. */
  void submitOfPriority(int priority, String sender, String subject, String... recipients)
      throws Exception {
    Attribute own = new Attribute(MailPrioritySupport.MAIL_PRIORITY, AttributeValue.of(priority));
    submit(List.of(own), sender, subject, recipients);
  }

  private void submit(
      List<Attribute> attributes, String sender, String subject, String... recipients)
      throws Exception {
    MailImpl mail =
        MailImpl.builder()
            .name("mail-" + mails.incrementAndGet())
            .sender(MaybeSender.getMailSender(sender))
            .addRecipients(addresses(recipients))
            .addAttributes(attributes)
            .mimeMessage(
                MimeMessageBuilder.mimeMessageBuilder()
                    .setSubject(subject)
                    .setText("Good morning.\r\n.a line that begins with a dot\r\n"))
            .build();
    try {
      queues.createQueue(MailQueueFactory.SPOOL).enQueue(mail);
    } finally {
      mail.dispose();
    }
  }

  private static List<MailAddress> addresses(String... addresses) throws Exception {
    MailAddress[] parsed = new MailAddress[addresses.length];
    for (int i = 0; i < addresses.length; i++) {
      parsed[i] = new MailAddress(addresses[i]);
    }
    return Arrays.asList(parsed);
  }

  /** How many mails are in a queue, waiting or under way. */
  long queued(String queue) {
    return queues.createQueue(MailQueueName.of(queue)).getSize();
  }

  @Override
  public void close() {
    if (server.isStarted()) {
      server.stop();
    }
    queues.clean();
  }

  /** What James' data modules bind that no registry has. */
  private final class Stores extends AbstractModule {
    private final MemoryDomainList domains = new MemoryDomainList(null);

    @Override
    protected void configure() {
      try {
        domains.configure(
            DomainListConfiguration.builder()
                .autoDetect(false)
                .autoDetectIp(false)
                .defaultDomain(Domain.of("corp.example"))
                .build());
      } catch (Exception e) {
        addError(e);
      }
      UsersRepository users = MemoryUsersRepository.withVirtualHosting(domains);
      MemoryRecipientRewriteTable rewriting = new MemoryRecipientRewriteTable();
      rewriting.setDomainList(domains);
      rewriting.setUsersRepository(users);
      rewriting.setUserEntityValidator(UserEntityValidator.NOOP);
      rewriting.setConfiguration(RecipientRewriteTableConfiguration.DEFAULT_ENABLED);
      bind(UserEntityValidator.class).toInstance(UserEntityValidator.NOOP);
      bind(DomainList.class).toInstance(domains);
      bind(UsersRepository.class).toInstance(users);
      bind(RecipientRewriteTable.class).toInstance(rewriting);
      bind(MailRepositoryStoreConfiguration.Item.class)
          .toInstance(
              new MailRepositoryStoreConfiguration.Item(
                  List.of(new Protocol("memory")),
                  MemoryMailRepository.class.getName(),
                  new BaseHierarchicalConfiguration()));
      bind(MailRepositoryUrlStore.class).toInstance(new MemoryMailRepositoryUrlStore());
      bind(new TypeLiteral<MailQueueFactory<?>>() {}).toInstance(queues);
      bind(DefaultProcessorsConfigurationSupplier.class)
          .toInstance(
              () -> {
                throw new IllegalStateException("mailetcontainer.xml is there");
              });
      bind(Kept.class).toInstance(kept);
    }
  }
}
