// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

/** How a question reached the server. */
public enum Transport {
  UDP,
  TCP
}
