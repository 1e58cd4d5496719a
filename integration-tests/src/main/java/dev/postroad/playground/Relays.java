// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.tls.TestCertificates;
import java.nio.file.Path;
import java.util.Map;

/** The designated relays: their certificates, their logins, and the policy that names them. */
public final class Relays {
  private static final String USER = "postroad";
  private static final String PASSWORD = "open sesame";
  private static final String STORE_PASSWORD = "changeit";

  private final TestCertificates authority = TestCertificates.create();

  Relays() {}

  /** Returns where the certificate authority's own certificate is written to. */
  static Path authority(Path work) {
    return work.resolve("authority.pem");
  }

  /** Gives a server what its host needs as a relay; leaves the others as they are. */
  ScriptedSmtpServer.Builder dress(String host, ScriptedSmtpServer.Builder builder) {
    return switch (host) {
      case "hub1.relays.example" -> relay(host, "LOGIN", builder);
      case "hub2.relays.example" -> relay(host, "PLAIN", builder);
      default -> builder;
    };
  }

  private ScriptedSmtpServer.Builder relay(
      String host, String mechanism, ScriptedSmtpServer.Builder builder) {
    return builder
        .tls(authority.issue(host).serverContext())
        .user(USER, PASSWORD)
        .authMechanisms(mechanism)
        .authOnlyUnderTls()
        .requireAuth();
  }

  /** Returns the table of relays, all at the playground's port. */
  public String table(int port) {
    return """

        hub1  smtp://[hub1.relays.example]:%1$d  tls=verify  auth=file://conf/secrets/hub1
        hub2  smtp://[hub2.relays.example]:%1$d  tls=verify  auth=file://conf/secrets/hub2
        """
        .formatted(port);
  }

  /** Returns the table of routes. */
  public String routes() {
    return """

        to @partner.example   via hub1, hub2
        to @supplier.example  via hub2
        to *                  direct
        """;
  }

  /** Returns the files below {@code conf/} that hold the logins. */
  public Map<String, String> secrets() {
    String login = USER + "\n" + PASSWORD + "\n";
    return Map.of("secrets/hub1", login, "secrets/hub2", login);
  }

  /**
   * Writes the certificate authority down and returns the system properties that make a Java
   * machine trust it.
   */
  public Map<String, String> trust(Path work) {
    authority.writeRootPem(authority(work));
    Path store = work.resolve("authority.p12");
    authority.writeTrustStore(store, STORE_PASSWORD);
    return Map.of(
        "javax.net.ssl.trustStore",
        store.toString(),
        "javax.net.ssl.trustStorePassword",
        STORE_PASSWORD);
  }
}
