// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP for operators, below {@code /postroad} of James' WebAdmin: requests become calls of {@code
 * james.operations}, and what those return becomes JSON. Nothing is decided here. What there is to
 * be asked for is described in {@code openapi.json}, which tests hold the routes to.
 */
@NullMarked
package dev.postroad.james.webadmin;

import org.jspecify.annotations.NullMarked;
