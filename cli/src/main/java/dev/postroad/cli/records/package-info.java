// SPDX-License-Identifier: Apache-2.0
/** The records that a James has written into files, read where it is not to be asked. */
@NullMarked
package dev.postroad.cli.records;

import org.jspecify.annotations.NullMarked;
