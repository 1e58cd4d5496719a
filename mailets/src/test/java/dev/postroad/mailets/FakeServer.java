// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.TypeLiteral;
import dev.postroad.james.MxLookups;
import dev.postroad.james.Outbound;
import dev.postroad.james.Reloads;
import dev.postroad.james.operations.Operations;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.mail.MessagingException;
import javax.mail.internet.AddressException;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.lib.DomainListConfiguration;
import org.apache.james.domainlist.memory.MemoryDomainList;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.mailrepository.api.MailRepositoryStore;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.NoopGaugeRegistry;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.apache.james.task.Hostname;
import org.apache.james.task.MemoryTaskManager;
import org.apache.james.task.TaskManager;
import org.apache.james.webadmin.authentication.AuthenticationFilter;
import org.apache.mailet.Mailet;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailetConfig;

/**
 * A James as far as a mailet can see it. Mailets are made as James makes them: by an injector that
 * has never heard of Postroad.
 */
final class FakeServer implements AutoCloseable {
  private static final Hostname HERE = new Hostname("mail.corp.example");

  final FakeQueues queues = new FakeQueues();
  final FakeRepositories repositories = new FakeRepositories();
  final FakeDnsService dns = new FakeDnsService();
  final RecordingMetricFactory metrics = new RecordingMetricFactory();
  final FakeMailContext context;
  final MemoryTaskManager tasks = new MemoryTaskManager(HERE);
  private final BaseHierarchicalConfiguration container = new BaseHierarchicalConfiguration();
  private final Path directory;
  private final Injector injector;

  FakeServer(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory.resolve("conf"));
      context =
          FakeMailContext.builder().postmaster(new MailAddress("postmaster@corp.example")).build();
      MemoryDomainList domains = new MemoryDomainList(dns);
      domains.configure(
          DomainListConfiguration.builder()
              .autoDetect(false)
              .autoDetectIp(false)
              .defaultDomain(Domain.of("corp.example"))
              .build());
      injector = Guice.createInjector(new Services(domains)).createChildInjector();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Services extends AbstractModule {
    private final DomainList domains;

    Services(DomainList domains) {
      this.domains = domains;
    }

    @Override
    protected void configure() {
      bind(FileSystem.class).toInstance(new Directory(directory));
      bind(DomainList.class).toInstance(domains);
      bind(DNSService.class).toInstance(dns);
      bind(MetricFactory.class).toInstance(metrics);
      bind(GaugeRegistry.class).toInstance(new NoopGaugeRegistry());
      bind(MailRepositoryStore.class).toInstance(repositories);
      bind(Clock.class).toInstance(Clock.systemUTC());
      bind(Hostname.class).toInstance(HERE);
      bind(TaskManager.class).toInstance(tasks);
      bind(AuthenticationFilter.class).toInstance(new Web.Tokens());
      bind(new TypeLiteral<MailQueueFactory<?>>() {}).toInstance(queues);
      bind(ConfigurationProvider.class)
          .toInstance(
              (component, level) ->
                  component.equals("mailetcontainer")
                      ? container
                      : new BaseHierarchicalConfiguration());
    }
  }

  /** Writes a file of {@code conf/}. */
  void file(String name, String text) throws IOException {
    Path file = directory.resolve("conf").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Has mailetcontainer.xml name a processor. */
  void processor(String state) {
    container.addProperty("processors.processor(-1)[@state]", state);
  }

  /** Makes and starts a mailet. */
  <T extends Mailet> T mailet(Class<T> type, String... parameters) throws MessagingException {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      all.put(parameters[i], parameters[i + 1]);
    }
    FakeMailetConfig.Builder config = FakeMailetConfig.builder().mailetContext(context);
    all.forEach(config::setProperty);
    T mailet = injector.getInstance(type);
    mailet.init(config.build());
    return mailet;
  }

  /** Makes something as James' injector makes it. */
  <T> T instance(Class<T> type) {
    return injector.getInstance(type);
  }

  /** What James' shutdown does before it ends the mailets. */
  void endDeliveries() {
    injector.getInstance(Outbound.class).close();
  }

  @Override
  public void close() {
    endDeliveries();
    tasks.stop();
    injector.getInstance(Operations.class).close();
    injector.getInstance(Reloads.class).close();
    injector.getInstance(MxLookups.class).close();
    queues.close();
  }

  /** Files below a directory. */
  private record Directory(Path path) implements FileSystem {
    @Override
    public InputStream getResource(String url) throws IOException {
      return new FileInputStream(getFile(url));
    }

    @Override
    public File getFile(String url) throws FileNotFoundException {
      File file = path.resolve(url.substring(FileSystem.FILE_PROTOCOL.length())).toFile();
      if (!file.exists()) {
        throw new FileNotFoundException(url);
      }
      return file;
    }

    @Override
    public File getBasedir() {
      return path.toFile();
    }
  }

  /** A short mail from Amy, who is of this server. */
  static MailImpl mail(String... recipients) throws MessagingException {
    return MailImpl.builder()
        .name("mail1")
        .sender(MaybeSender.getMailSender("amy@corp.example"))
        .addRecipients(addresses(recipients))
        .mimeMessage(
            MimeMessageBuilder.mimeMessageBuilder().setSubject("hello").setText("Good morning."))
        .build();
  }

  static List<MailAddress> addresses(String... addresses) {
    return Arrays.stream(addresses).map(FakeServer::address).toList();
  }

  static MailAddress address(String address) {
    try {
      return new MailAddress(address);
    } catch (AddressException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
