// SPDX-License-Identifier: Apache-2.0
/** All mailets of one server, looked over together: what they must agree on, and whom they name. */
@NullMarked
package dev.postroad.core.setup;

import org.jspecify.annotations.NullMarked;
