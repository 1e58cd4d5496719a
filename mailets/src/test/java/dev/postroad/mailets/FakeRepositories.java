// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.james.mailrepository.api.MailRepository;
import org.apache.james.mailrepository.api.MailRepositoryPath;
import org.apache.james.mailrepository.api.MailRepositoryStore;
import org.apache.james.mailrepository.api.MailRepositoryUrl;
import org.apache.james.mailrepository.api.Protocol;
import org.apache.james.mailrepository.memory.MemoryMailRepository;

/** Repositories in memory, by URL. */
final class FakeRepositories implements MailRepositoryStore {
  private final Map<MailRepositoryUrl, MailRepository> repositories = new ConcurrentHashMap<>();
  Optional<Protocol> defaultProtocol = Optional.of(new Protocol("memory"));

  MailRepository at(String url) {
    return select(MailRepositoryUrl.from(url));
  }

  @Override
  public MailRepository select(MailRepositoryUrl url) {
    return repositories.computeIfAbsent(url, any -> new MemoryMailRepository());
  }

  @Override
  public Optional<Protocol> defaultProtocol() {
    return defaultProtocol;
  }

  @Override
  public Optional<MailRepository> get(MailRepositoryUrl url) {
    return Optional.ofNullable(repositories.get(url));
  }

  @Override
  public Stream<MailRepository> getByPath(MailRepositoryPath path) {
    return repositories.entrySet().stream()
        .filter(entry -> entry.getKey().getPath().equals(path))
        .map(Map.Entry::getValue);
  }

  @Override
  public Stream<MailRepositoryUrl> getUrls() {
    return repositories.keySet().stream();
  }
}
