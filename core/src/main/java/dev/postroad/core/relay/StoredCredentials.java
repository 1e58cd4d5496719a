// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.domain.ByteOrderMark;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.smtp.Credentials;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Credentials in a file, {@code file://conf/secrets/hub}, or in an environment variable, {@code
 * env:HUB_LOGIN}. A file has the user name on its first line and the password on its second, or
 * {@code user:password} on its only one; a variable has {@code user:password}. The first colon
 * divides the two.
 *
 * <p>They are read each time they are asked for, so a changed file counts from the next session on.
 */
final class StoredCredentials implements CredentialSource {
  static final String ENVIRONMENT = "env:";

  /** What must be where a reference leads. */
  static final String WANTED =
      "there must be a user name and a password, on two lines or as user:password on one";

  private static final String CONTROL =
      "there is a control character in its user name or its password, and no server takes one";

  private final String reference;
  private final List<String> mechanisms;
  private final Place place;

  /** Reads what is kept somewhere. */
  private interface Place {
    String read() throws IOException;
  }

  private StoredCredentials(String reference, List<String> mechanisms, Place place) {
    this.reference = reference;
    this.mechanisms = List.copyOf(mechanisms);
    this.place = place;
  }

  static StoredCredentials inFile(String reference, List<String> mechanisms, FileResolver files) {
    return new StoredCredentials(
        reference,
        mechanisms,
        () -> {
          try {
            return Files.readString(files.resolve(reference), StandardCharsets.UTF_8);
          } catch (NoSuchFileException e) {
            throw new IOException("there is no such file", e);
          } catch (AccessDeniedException e) {
            throw new IOException("the file may not be read", e);
          }
        });
  }

  static StoredCredentials inEnvironment(
      String reference, List<String> mechanisms, Function<String, @Nullable String> environment) {
    String variable = reference.substring(ENVIRONMENT.length());
    return new StoredCredentials(
        reference,
        mechanisms,
        () -> {
          String value = environment.apply(variable);
          if (value == null) {
            throw new IOException("the environment variable is not set");
          }
          return value;
        });
  }

  @Override
  public String reference() {
    return reference;
  }

  @Override
  public Credentials read(Optional<Mailbox> sender) throws IOException {
    Login login = login();
    try {
      return new Credentials(login.user(), login.secret(), mechanisms);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(reference, CONTROL, "remove it");
    }
  }

  @Override
  public List<String> doubts() throws IOException {
    Login login = login();
    List<String> doubts = new ArrayList<>();
    if (login.onTwoLines() && login.user().indexOf(':') >= 0) {
      doubts.add(
          "the user name on its first line has a colon, and the password is its second line");
    }
    if (!login.user().equals(login.user().strip())) {
      doubts.add("its user name begins or ends with a blank");
    }
    if (!login.secret().equals(login.secret().strip())) {
      doubts.add("its password begins or ends with a blank");
    }
    if (login.secret().matches("(?s)([\"']).*\\1")) {
      doubts.add("its password stands in quotes, which are part of it");
    }
    return doubts;
  }

  /** What is there; shown to nobody. */
  private record Login(String user, String secret, boolean onTwoLines) {
    @Override
    public String toString() {
      return user;
    }
  }

  private Login login() throws IOException {
    String text;
    try {
      text = place.read();
    } catch (CharacterCodingException e) {
      throw MalformedException.notInUtf8(reference);
    } catch (IOException e) {
      throw new IOException(reference + ": " + e.getMessage(), e);
    }
    List<String> lines = ByteOrderMark.without(text).lines().toList();
    String first = lines.isEmpty() ? "" : lines.get(0);
    int colon = first.indexOf(':');
    boolean onTwoLines =
        lines.size() > 1
            && !lines.get(1).isBlank()
            && lines.stream().skip(2).allMatch(String::isBlank);
    boolean onOneLine = colon >= 0 && lines.stream().skip(1).allMatch(String::isBlank);
    if (!onTwoLines && !onOneLine) {
      throw malformed();
    }
    String user = onTwoLines ? first : first.substring(0, colon);
    String secret = onTwoLines ? lines.get(1) : first.substring(colon + 1);
    if (user.isBlank() || secret.isBlank()) {
      throw malformed();
    }
    return new Login(user, secret, onTwoLines);
  }

  private MalformedException malformed() {
    return new MalformedException(reference, WANTED, "");
  }

  /** What is there is no user name and password, whoever reads it. */
  static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String why;
    private final String remedy;

    /**
     * @param remedy what to do; empty if that goes without saying
     */
    MalformedException(String reference, String why, String remedy) {
      super(reference + ": " + why + (remedy.isEmpty() ? "" : "; " + remedy));
      this.why = why;
      this.remedy = remedy;
    }

    /** The file is of another charset, in which a password is another one. */
    static MalformedException notInUtf8(String reference) {
      return new MalformedException(reference, "the file is not in UTF-8", "store it in UTF-8");
    }

    /** What is wrong, without the reference. */
    String why() {
      return why;
    }

    /** What to do about it; empty if that goes without saying. */
    String remedy() {
      return remedy;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredCredentials that
        && that.reference.equals(reference)
        && that.mechanisms.equals(mechanisms);
  }

  @Override
  public int hashCode() {
    return reference.hashCode();
  }

  @Override
  public String toString() {
    return reference;
  }
}
