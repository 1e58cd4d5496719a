// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.SourceLine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a configuration file into elements that know their lines. A document type declaration is
 * refused, so nothing outside of the file is ever read.
 */
public final class XmlFile {

  /** The deepest nesting of elements; James' own files have no more than eight levels. */
  private static final int MAX_DEPTH = 100;

  /** What a file that is refused for its document type declaration is said to have. */
  static final String DOCTYPE = "there is a DOCTYPE";

  private XmlFile() {}

  /**
   * Reads the file's root element.
   *
   * @param variables what {@code ${...}} in texts and attributes stands for
   * @throws ConfigurationProblems if the file is not well-formed, naming file and line
   * @throws IOException if it cannot be read
   */
  public static XmlElement read(Path file, Variables variables)
      throws IOException, ConfigurationProblems {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      XMLStreamReader reader = factory().createXMLStreamReader(in);
      return new Parser(file, reader, variables).parse();
    } catch (XMLStreamException malformed) {
      // What cannot be read at all, such as a folder, is malformed nowhere.
      if (malformed.getLocation() == null
          && malformed.getNestedException() instanceof IOException unread) {
        throw unread;
      }
      throw problem(
          file,
          malformed.getLocation().getLineNumber(),
          "not well-formed XML",
          reason(malformed),
          "mend the file; James does not start with it either");
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /** The parser's own message without the position it repeats on a line of its own. */
  private static String reason(XMLStreamException malformed) {
    String message = String.valueOf(malformed.getMessage());
    int label = message.indexOf("Message: ");
    return (label < 0 ? message : message.substring(label + "Message: ".length())).strip();
  }

  /** A single problem that ends the reading. */
  static ConfigurationProblems problem(
      Path file, int line, String what, String why, String remedy) {
    return new ConfigurationProblems(
        List.of(
            new Problem(
                Problem.Severity.ERROR,
                new SourceLine(file.toString(), Math.max(line, 0), "").where(),
                what,
                why,
                remedy)));
  }

  /** Builds the tree without recursion. */
  private static final class Parser {
    private final Path file;
    private final XMLStreamReader reader;
    private final Variables variables;
    private final Deque<Open> open = new ArrayDeque<>();

    Parser(Path file, XMLStreamReader reader, Variables variables) {
      this.file = file;
      this.reader = reader;
      this.variables = variables;
    }

    /** To the very end, since what follows the root element may be malformed too. */
    XmlElement parse() throws XMLStreamException, ConfigurationProblems {
      Optional<XmlElement> root = Optional.empty();
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.DTD ->
              throw fault(DOCTYPE, "nothing outside of a file is read", "remove that line");
          case XMLStreamConstants.START_ELEMENT -> start();
          case XMLStreamConstants.CHARACTERS,
              XMLStreamConstants.CDATA,
              XMLStreamConstants.SPACE,
              XMLStreamConstants.ENTITY_REFERENCE ->
              text();
          case XMLStreamConstants.END_ELEMENT -> {
            XmlElement element = open.removeLast().close(variables);
            if (open.isEmpty()) {
              root = Optional.of(element);
            } else {
              open.getLast().children.add(element);
            }
          }
          default -> {
            // Comments and processing instructions mean nothing to James.
          }
        }
      }
      if (root.isEmpty()) {
        throw fault("there is no element", "", "");
      }
      return root.get();
    }

    private void start() throws ConfigurationProblems {
      if (open.size() == MAX_DEPTH) {
        throw fault("elements are nested more than " + MAX_DEPTH + " deep", "", "");
      }
      Map<String, String> attributes = new LinkedHashMap<>();
      for (int i = 0; i < reader.getAttributeCount(); i++) {
        attributes.put(
            reader.getAttributeLocalName(i), variables.resolve(reader.getAttributeValue(i)));
      }
      open.addLast(
          new Open(reader.getLocalName(), attributes, reader.getLocation().getLineNumber()));
    }

    private void text() {
      if (!open.isEmpty()) {
        open.getLast().text.append(reader.getText());
      }
    }

    private ConfigurationProblems fault(String what, String why, String remedy) {
      return problem(file, reader.getLocation().getLineNumber(), what, why, remedy);
    }
  }

  /** An element whose end tag has not come yet. */
  private static final class Open {
    final String name;
    final Map<String, String> attributes;
    final int line;
    final List<XmlElement> children = new ArrayList<>();
    final StringBuilder text = new StringBuilder();

    Open(String name, Map<String, String> attributes, int line) {
      this.name = name;
      this.attributes = attributes;
      this.line = line;
    }

    XmlElement close(Variables variables) {
      return new XmlElement(
          name, attributes, children, variables.resolve(text.toString().strip()), line);
    }
  }
}
