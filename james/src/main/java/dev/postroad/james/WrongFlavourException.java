// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

/** This jar is for another James; the message names the jar to take. */
public final class WrongFlavourException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongFlavourException(String message) {
    super(message);
  }
}
