// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.records;

import dev.postroad.cli.server.Json;
import dev.postroad.core.history.AddressFilter;
import dev.postroad.core.message.MailFamily;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Finds in files of records, one JSON object a line, those of a mail or of an address. Files are
 * read once and line by line, however long; only what is found is kept.
 */
public final class Records {
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private static final String NULL_SENDER = "<>";

  private final String origin;
  private final Optional<AddressFilter> address;
  private final List<Json> found = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private final List<Path> cutOff = new ArrayList<>();
  private long unreadable;

  /**
   * Looks for a mail, or for an address.
   *
   * @param wanted a mail's name, or an address, {@code @domain} or {@code <>}; a name has no at
   *     sign
   * @throws IllegalArgumentException if it has one and is no address
   */
  public Records(String wanted) {
    this.origin = MailFamily.origin(wanted.toLowerCase(Locale.ROOT));
    this.address =
        wanted.indexOf('@') >= 0 || wanted.equals(NULL_SENDER)
            ? Optional.of(AddressFilter.parse(wanted))
            : Optional.empty();
  }

  /**
   * Reads a file, as far as it goes. While a file is being packed it is there twice: whole, and
   * packed to somewhere in its midst; so what is there twice is found once.
   *
   * @param file may be compressed by gzip, whatever it is called
   */
  public void read(Path file) throws IOException {
    try (BufferedInputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(plain(bytes, file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        look(line);
      }
    }
  }

  private InputStream plain(BufferedInputStream bytes, Path file) throws IOException {
    bytes.mark(2);
    boolean compressed = bytes.read() == GZIP_FIRST && bytes.read() == GZIP_SECOND;
    bytes.reset();
    if (!compressed) {
      return bytes;
    }
    try {
      return new Unpacked(new GZIPInputStream(bytes), file);
    } catch (EOFException atItsVeryBeginning) {
      cutOff.add(file);
      return InputStream.nullInputStream();
    }
  }

  /** Ends where the packed file ends, be that in its midst. */
  private final class Unpacked extends FilterInputStream {
    private final Path file;
    private boolean ended;

    Unpacked(GZIPInputStream in, Path file) {
      super(in);
      this.file = file;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
      if (ended) {
        return -1;
      }
      try {
        return super.read(octets, offset, length);
      } catch (EOFException inItsMidst) {
        cutOff.add(file);
        ended = true;
        return -1;
      }
    }
  }

  private void look(String line) {
    if (line.isBlank()) {
      return;
    }
    try {
      Json record = Json.parse(line);
      if (isWanted(record) && known.add(record.line())) {
        found.add(record);
      }
    } catch (IOException cutOff) {
      unreadable++;
    }
  }

  private boolean isWanted(Json record) {
    if (address.isPresent()) {
      String sender = record.text("sender", "");
      return address.get().test(sender.equals(NULL_SENDER) ? "" : sender)
          || record.text("recipient").filter(address.get()).isPresent()
          || record.texts("recipients").stream().anyMatch(address.get());
    }
    return MailFamily.origin(record.text("mail", "").toLowerCase(Locale.ROOT)).equals(origin);
  }

  /** How many lines were no JSON, such as the last one of a file that was cut off. */
  public long unreadable() {
    return unreadable;
  }

  /** The packed files that end in their midst: they are being packed, or a disk was full. */
  public List<Path> cutOff() {
    return List.copyOf(cutOff);
  }

  /** What was found, by mail, in the order of time. */
  public Map<String, List<Json>> byMail() {
    Map<String, List<Json>> mails = new LinkedHashMap<>();
    found.stream()
        .sorted(Comparator.comparing(record -> record.text("at", "")))
        .forEach(
            record ->
                mails
                    .computeIfAbsent(record.text("mail", "(no name)"), name -> new ArrayList<>())
                    .add(record));
    return mails;
  }
}
