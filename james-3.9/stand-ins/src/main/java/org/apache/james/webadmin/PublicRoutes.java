// SPDX-License-Identifier: Apache-2.0
package org.apache.james.webadmin;

/** Stands in for routes that James' WebAdmin puts no authentication before. */
public interface PublicRoutes extends Routes {}
