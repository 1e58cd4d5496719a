// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

/** Who is measured, in the order of the table. */
enum Contestant {
  /** James with {@code RemoteDelivery} as shipped. */
  STOCK("stock"),
  /** The same with more threads, more mails in flight, and TCP_NODELAY. */
  STOCK_AT_ITS_BEST("stock at its best"),
  /** Postfix as Debian ships it. */
  POSTFIX("Postfix"),
  /** James with {@code MxRemoteDelivery}. */
  POSTROAD("Postroad");

  private final String label;

  Contestant(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
