// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.mail.internet.MimeMessage;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which James this jar is for: 3.8 speaks {@code javax.mail}, 3.9 and later {@code jakarta.mail}.
 * The same sources are compiled for each, and a jar is of no use in the other.
 */
final class Flavour {
  private static final Logger LOGGER = LoggerFactory.getLogger(Flavour.class);
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private Flavour() {}

  /**
   * Does nothing if this jar is for the James that it is in. If not, it says so in James' log, once
   * however many mailets ask.
   *
   * @throws WrongFlavourException if it is not
   */
  static void check() {
    Class<?> message = messageOfJames();
    if (!isOurs(message)) {
      String refusal = refusal(message.getName().startsWith("jakarta."), jar(), version());
      if (TOLD.compareAndSet(false, true)) {
        LOGGER.error(refusal);
      }
      throw new WrongFlavourException(refusal);
    }
  }

  /** What James takes for a message. */
  private static Class<?> messageOfJames() {
    try {
      return Mail.class.getMethod("getMessage").getReturnType();
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a James whose mails have no message", e);
    }
  }

  /** The JVM looks for our MimeMessage only here, and in the wrong James there is none. */
  private static boolean isOurs(Class<?> message) {
    try {
      return message == MimeMessage.class;
    } catch (NoClassDefFoundError e) {
      return false;
    }
  }

  /**
   * What an operator reads.
   *
   * @param jakarta whether this James speaks {@code jakarta.mail}
   * @param jar the name of the file that we are in
   * @param version ours, if we are in a jar
   */
  static String refusal(boolean jakarta, String jar, Optional<String> version) {
    return jar
        + " is for "
        + (jakarta ? "James 3.8 (javax.mail)" : "James 3.9 and later (jakarta.mail)")
        + ", and this is "
        + (jakarta ? "James 3.9 or later (jakarta.mail)" : "James 3.8 (javax.mail)")
        + ": take it out of extensions-jars/ and put postroad-"
        + (jakarta ? "james-3.9" : "james-3.8")
        + version.map(number -> "-" + number).orElse("-VERSION")
        + ".jar there. Postroad does not start";
  }

  private static String jar() {
    CodeSource source = Flavour.class.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? "This jar of Postroad"
        : String.valueOf(Path.of(source.getLocation().getPath()).getFileName());
  }

  private static Optional<String> version() {
    @Nullable Package ours = Flavour.class.getPackage();
    return Optional.ofNullable(ours).map(Package::getImplementationVersion);
  }
}
