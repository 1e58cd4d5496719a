// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * A {@code mailetcontainer.xml} of which single parameters can be set, so that a sample made for
 * the real world also works in a world of loopback addresses.
 */
public final class MailetContainerXml {
  private final Document document;

  private MailetContainerXml(Document document) {
    this.document = document;
  }

  /**
   * Reads the file's text.
   *
   * @throws IOException if it is not well-formed
   */
  public static MailetContainerXml parse(String xml) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      // The built-in one prints to the console what is thrown as well.
      builder.setErrorHandler(new DefaultHandler());
      return new MailetContainerXml(builder.parse(new InputSource(new StringReader(xml))));
    } catch (SAXException e) {
      throw new IOException("mailetcontainer.xml is not well-formed: " + e.getMessage(), e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sets a parameter of every mailet of a class, in place of one that is there.
   *
   * @throws IllegalArgumentException if there is no such mailet
   */
  public MailetContainerXml set(String mailetClass, String key, String value) {
    List<Element> mailets = mailets(mailetClass);
    if (mailets.isEmpty()) {
      throw new IllegalArgumentException("no mailet of class " + mailetClass);
    }
    for (Element mailet : mailets) {
      NodeList present = mailet.getElementsByTagName(key);
      while (present.getLength() > 0) {
        mailet.removeChild(present.item(0));
      }
      Element parameter = document.createElement(key);
      parameter.setTextContent(value);
      mailet.appendChild(parameter);
      mailet.appendChild(document.createTextNode("\n"));
    }
    return this;
  }

  private List<Element> mailets(String mailetClass) {
    List<Element> found = new ArrayList<>();
    NodeList all = document.getElementsByTagName("mailet");
    for (int i = 0; i < all.getLength(); i++) {
      Node node = all.item(i);
      if (node instanceof Element mailet && mailet.getAttribute("class").equals(mailetClass)) {
        found.add(mailet);
      }
    }
    return found;
  }

  /** Returns the file's text. */
  public String text() {
    try {
      Transformer identity = TransformerFactory.newInstance().newTransformer();
      identity.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
      StringWriter text = new StringWriter();
      identity.transform(new DOMSource(document), new StreamResult(text));
      return text.toString();
    } catch (TransformerException e) {
      throw new IllegalStateException(e);
    }
  }
}
