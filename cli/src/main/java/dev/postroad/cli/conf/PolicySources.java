// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.domain.ByteOrderMark;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.relay.RelayPolicyConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads relay policies as James would, wherever they are written.
 *
 * @param environment where credentials may be
 * @param local the domains of class local
 * @param now the time, if certificates are to be looked at for it
 * @param usersAreAddresses whether James' users are called by whole addresses; empty if not known
 */
record PolicySources(
    Map<String, String> environment,
    Set<DomainName> local,
    Optional<Instant> now,
    Optional<Boolean> usersAreAddresses) {

  PolicySources {
    environment = Map.copyOf(environment);
    local = Set.copyOf(local);
  }

  /** Whether a file is one of James', and not one of tables. */
  static boolean isXml(Path file) throws IOException {
    return firstLine(file).startsWith("<");
  }

  /** What a file begins with, comments of policy files and blanks passed over. */
  private static String firstLine(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return text.lines()
        .map(PolicySources::bare)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .findFirst()
        .orElse("");
  }

  private static String bare(String line) {
    return ByteOrderMark.without(line).strip();
  }

  /** Whether some line is the heading of a table, whatever stands before it. */
  private static boolean isHeaded(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
        .lines()
        .map(PolicySources::bare)
        .anyMatch(line -> line.matches("\\[[A-Za-z]*\\](\\s+#.*)?"));
  }

  /** A file with headed tables, or, without any heading, of routes alone. */
  RelayPolicyConfig policyFile(Path file) throws IOException, ConfigurationProblems {
    return file(file, isHeaded(file) ? "policy" : "routes");
  }

  /**
   * The key that a file is meant for, as its name or its first line tells: {@code policy}, or one
   * table alone.
   */
  String table(Path file) throws IOException {
    if (isHeaded(file)) {
      return "policy";
    }
    String name = String.valueOf(file.getFileName());
    for (String key : List.of("relays", "classes", "permit")) {
      if (name.equals(key) || name.startsWith(key + ".")) {
        return key;
      }
    }
    String[] words = firstLine(file).split("\\s+", 3);
    boolean isClass = words[0].endsWith(":") || (words.length > 1 && words[1].equals(":"));
    boolean isRelay = words.length > 1 && words[1].contains("://") && !words[1].startsWith("file:");
    return isClass ? "classes" : isRelay ? "relays" : "routes";
  }

  /**
   * A file of tables.
   *
   * @param key the parameter that it would stand in
   */
  RelayPolicyConfig file(Path file, String key) throws ConfigurationProblems {
    String itself = FileResolver.SCHEME + file.getFileName();
    FileResolver others = files(file);
    return RelayPolicyConfig.parse(
        Map.of(key, itself),
        file.getFileName().toString(),
        surroundings(reference -> reference.equals(itself) ? file : others.resolve(reference)));
  }

  /**
   * The policy of a mailet.
   *
   * @param parameters of the mailet
   * @param where it stands
   * @param file the file it stands in
   */
  RelayPolicyConfig policy(Map<String, String> parameters, String where, Path file)
      throws ConfigurationProblems {
    return RelayPolicyConfig.parse(parameters, where, surroundings(file));
  }

  /** Finds the files that a file of a configuration names. */
  private static FileResolver files(Path file) {
    return inConfiguration(folderOf(file));
  }

  /** What policies of a file refer to. */
  RelayPolicyConfig.Surroundings surroundings(Path file) {
    return surroundings(files(file));
  }

  private RelayPolicyConfig.Surroundings surroundings(FileResolver files) {
    return new RelayPolicyConfig.Surroundings() {
      @Override
      public FileResolver files() {
        return files;
      }

      @Override
      public Predicate<DomainName> local() {
        return local::contains;
      }

      @Override
      public Function<String, @Nullable String> environment() {
        return environment::get;
      }

      @Override
      public Optional<Instant> now() {
        return now;
      }

      @Override
      public Optional<Boolean> usersAreAddresses() {
        return usersAreAddresses;
      }
    };
  }

  private static Path folderOf(Path file) {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    return folder == null ? absolute : folder;
  }

  /** As James does: {@code file://conf/…} is in the configuration's folder, others beside it. */
  private static FileResolver inConfiguration(Path folder) {
    FileResolver inFolder = FileResolver.in(folder);
    Path parent = folder.getParent();
    FileResolver beside = FileResolver.in(parent == null ? folder : parent);
    String conf = FileResolver.SCHEME + "conf/";
    return reference ->
        reference.startsWith(conf)
            ? inFolder.resolve(FileResolver.SCHEME + reference.substring(conf.length()))
            : beside.resolve(reference);
  }
}
