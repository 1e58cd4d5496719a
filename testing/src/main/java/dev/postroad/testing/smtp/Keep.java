// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

/** How much a server remembers. */
public enum Keep {
  /** Transcripts, and mails with their bytes. */
  EVERYTHING,
  /** Transcripts, and mails with size and SHA-256 but without bytes. */
  DIGESTS,
  /** Only counts: for a sink under load. Content is not checked for violations either. */
  COUNTS
}
