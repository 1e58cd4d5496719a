// SPDX-License-Identifier: Apache-2.0
package org.apache.james.webadmin.authentication;

import spark.Filter;

/** Stands in for what halts a request of somebody whom James' WebAdmin does not know. */
public interface AuthenticationFilter extends Filter {
  /** The attribute of a request that says who it is. */
  String LOGIN = "LOGIN";
}
