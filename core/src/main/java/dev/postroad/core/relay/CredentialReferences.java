// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.tls.ClientCertificate;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the option {@code auth=} of a relay and checks what it refers to.
 *
 * @param files finds files
 * @param environment finds environment variables
 * @param now the time, if it matters whether certificates are valid
 */
record CredentialReferences(
    FileResolver files, Function<String, @Nullable String> environment, Optional<Instant> now) {
  private static final String RENEW = "renew it before a relay that asks for it refuses mail";
  private static final String OTHER_WAY =
      "write one that is valid, unless the relay knows another way to a root";

  /**
   * Reads a reference.
   *
   * @throws InvalidValueException if it is none; says nothing of the text, which may be a password
   */
  CredentialSource parse(String reference, List<String> mechanisms) throws InvalidValueException {
    if (reference.startsWith(SenderCredentials.PREFIX)) {
      String file = reference.substring(SenderCredentials.PREFIX.length());
      if (!FileResolver.isReference(file)) {
        throw new InvalidValueException(
            "credentials by sender are kept in a file",
            "write auth=senders:file://conf/secrets/senders");
      }
      return new SenderCredentials(file, mechanisms, files);
    }
    if (FileResolver.isReference(reference)) {
      return StoredCredentials.inFile(reference, mechanisms, files);
    }
    if (reference.startsWith(StoredCredentials.ENVIRONMENT)) {
      if (!reference.matches("env:[A-Za-z_][A-Za-z0-9_]*")) {
        throw new InvalidValueException(
            "this is no name of an environment variable", "write auth=env:HUB_LOGIN");
      }
      return StoredCredentials.inEnvironment(reference, mechanisms, environment);
    }
    throw new InvalidValueException(
        "credentials are never written into the configuration itself",
        "put user and password on two lines of a file and write auth=file://conf/secrets/NAME, or"
            + " write auth=env:VARIABLE");
  }

  /** Reads a reference to a certificate and its key. */
  CertificateSource certificate(String reference) throws InvalidValueException {
    if (!FileResolver.isReference(reference)) {
      throw new InvalidValueException(
          "a certificate and its key are kept in a file", "write cert=file://conf/certs/us.pem");
    }
    return CertificateFile.at(reference, files);
  }

  /** Notes what is wrong with a certificate, as {@link #check} does. */
  void check(CertificateSource source, String where, Problems problems) {
    String what = "certificate in " + source.reference();
    try {
      ClientCertificate certificate = source.read();
      now.ifPresent(time -> checkValidity(certificate.validities(), time, where, what, problems));
    } catch (IOException e) {
      if (isMissing(e)) {
        problems.error(where, what, "there is no such file", "create it");
      } else {
        problems.warning(where, what, "mail for this relay waits until it can be read", reason(e));
      }
      return;
    }
    checkPermissions(source.reference(), where, what, problems);
  }

  private static void checkValidity(
      List<ClientCertificate.Validity> chain,
      Instant now,
      String where,
      String what,
      Problems problems) {
    for (ClientCertificate.Validity valid : chain) {
      boolean own = valid.equals(chain.get(0));
      String subject = own ? "it" : "with it, that of " + valid.subject();
      boolean isEarly = valid.from().isAfter(now);
      String remedy = isEarly ? "show one that is valid now" : RENEW;
      timeOf(valid, now)
          .ifPresent(
              time ->
                  problems.warning(where, what, subject + ' ' + time, own ? remedy : OTHER_WAY));
    }
  }

  /** What is wrong with the time of a certificate. */
  private static Optional<String> timeOf(ClientCertificate.Validity valid, Instant now) {
    if (valid.from().isAfter(now)) {
      return Optional.of("is not valid before " + valid.from());
    }
    if (!valid.until().isAfter(now)) {
      return Optional.of("expired at " + valid.until());
    }
    return valid.endsSoon(now) ? Optional.of("expires at " + valid.until()) : Optional.empty();
  }

  /**
   * Notes what is wrong with what a reference leads to. What the mail server may read and whoever
   * checks the configuration may not is a warning, since mail then waits and nothing is lost.
   */
  void check(CredentialSource source, String where, Problems problems) {
    String what = "credentials in " + source.reference();
    try {
      source.check();
      for (String doubt : source.doubts()) {
        problems.warning(where, what, doubt, "mend it, unless the relay knows it so");
      }
    } catch (StoredCredentials.MalformedException e) {
      problems.error(where, what, e.why(), e.remedy());
      return;
    } catch (IOException e) {
      if (isMissing(e)) {
        problems.error(where, what, "there is no such file", "create it, with " + source.wanted());
      } else {
        problems.warning(
            where, what, "mail for this relay waits until they can be read", reason(e));
      }
      return;
    }
    checkPermissions(source.reference(), where, what, problems);
  }

  /** Without the reference, which the problem names already. */
  private static String reason(IOException problem) {
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return String.valueOf(cause.getMessage());
  }

  /** Whether a file is not there, as the file system says it or as James does. */
  private static boolean isMissing(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
        return true;
      }
    }
    return false;
  }

  private void checkPermissions(String reference, String where, String what, Problems problems) {
    if (!FileResolver.isReference(reference)) {
      return;
    }
    try {
      Path file = files.resolve(reference);
      if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
        problems.warning(
            where, what, "every user of this machine can read the file", "chmod 600 " + file);
      }
    } catch (IOException e) {
      problems.warning(where, what, "its permissions cannot be checked: " + e.getMessage(), "");
    } catch (UnsupportedOperationException e) {
      // A file system without POSIX permissions: there is nothing to check, and nobody to tell.
      return;
    }
  }
}
