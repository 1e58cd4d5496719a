// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.cli.conf.Routing;
import dev.postroad.cli.conf.RoutingReader;
import dev.postroad.cli.conf.Selection;
import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.domain.DomainName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say which configuration decides. */
final class ConfigurationOptions {
  @Option(
      names = "--config",
      paramLabel = "PATH",
      description =
          "What James would do with this configuration: its conf folder, a mailetcontainer.xml, or"
              + " a policy file. Default: no rules, all mail goes direct.")
  @Nullable Path path;

  @Option(
      names = "--processor",
      paramLabel = "NAME",
      description = "Of several MxRemoteDelivery in --config, that of this processor.")
  @Nullable String processor;

  @Option(
      names = "--mailet",
      paramLabel = "N",
      description = "Of several MxRemoteDelivery in --config, the N-th; the first is 1.")
  @Nullable Integer mailet;

  @Option(
      names = "--local",
      paramLabel = "DOMAIN",
      converter = DomainConverter.class,
      description =
          "A domain of class local, beside those of domainlist.xml; may be repeated. Domains that"
              + " James has in its database cannot be seen from here.")
  List<DomainName> local = new ArrayList<>();

  /** Whether any of them is given. */
  boolean isGiven() {
    return path != null || processor != null || mailet != null || !local.isEmpty();
  }

  /** Reads what the options name. */
  Routing read(World world) throws CommandFailure, ConfigurationProblems {
    RoutingReader reader =
        new RoutingReader(
            world.variables(),
            world.environment(),
            new LinkedHashSet<>(local),
            new Selection(
                Optional.ofNullable(processor),
                mailet == null ? OptionalInt.empty() : OptionalInt.of(mailet)));
    if (path == null) {
      return reader.nothing();
    }
    try {
      return reader.read(path);
    } catch (IOException e) {
      throw Failures.cannotRead(path, e);
    }
  }

  /** Reads a domain. */
  static final class DomainConverter implements ITypeConverter<DomainName> {
    @Override
    public DomainName convert(String text) {
      try {
        return DomainName.parse(text);
      } catch (IllegalArgumentException malformed) {
        throw new TypeConversionException(malformed.getMessage());
      }
    }
  }
}
