// SPDX-License-Identifier: Apache-2.0
/** James' configuration files, read without James and to the same meaning. */
@NullMarked
package dev.postroad.cli.conf;

import org.jspecify.annotations.NullMarked;
