// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.security.CodeSource;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
   * however many mailets ask; as it does if there is a second jar of Postroad beside this one.
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
    if (TOLD.compareAndSet(false, true)) {
      tellOfOthers();
    }
  }

  /**
   * As after half an upgrade: James' class loader takes our classes from the jar it meets first.
   */
  private static void tellOfOthers() {
    try {
      Set<String> jars = jars(Objects.requireNonNull(Flavour.class.getClassLoader()));
      if (jars.size() > 1) {
        LOGGER.warn(
            "There are several jars of Postroad in extensions-jars/: {}. This James runs {}, and may"
                + " run another after its next start: leave one there",
            String.join(", ", jars),
            jar());
      }
    } catch (IOException e) {
      LOGGER.warn("Cannot see whether there are several jars of Postroad in extensions-jars/", e);
    }
  }

  /** The names of the jars in which a class loader finds this class. */
  static Set<String> jars(ClassLoader loader) throws IOException {
    String ours = Flavour.class.getName().replace('.', '/') + ".class";
    Set<String> jars = new TreeSet<>();
    for (URL place : Collections.list(loader.getResources(ours))) {
      if (place.openConnection() instanceof JarURLConnection inJar) {
        jars.add(fileName(inJar.getJarFileURL()));
      }
    }
    return jars;
  }

  private static String fileName(URL file) {
    String path = URI.create(file.toString()).getPath();
    return path.substring(path.lastIndexOf('/') + 1);
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
        : fileName(source.getLocation());
  }

  private static Optional<String> version() {
    @Nullable Package ours = Flavour.class.getPackage();
    return Optional.ofNullable(ours).map(Package::getImplementationVersion);
  }
}
