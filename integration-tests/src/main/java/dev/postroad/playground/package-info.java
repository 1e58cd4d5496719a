// SPDX-License-Identifier: Apache-2.0
/** A small mail world on loopback: two Jameses, a DNS server and scripted destinations. */
@NullMarked
package dev.postroad.playground;

import org.jspecify.annotations.NullMarked;
