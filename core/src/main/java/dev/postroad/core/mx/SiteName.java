// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

/**
 * The post office a mail goes to: the identical set of MX hosts that many domains may share, or a
 * designated relay. Mail is scheduled, limited and shown by site.
 *
 * @param text unique and readable, such as {@code mx1|mx2.example.net}
 */
public record SiteName(String text) implements Comparable<SiteName> {
  @Override
  public int compareTo(SiteName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
