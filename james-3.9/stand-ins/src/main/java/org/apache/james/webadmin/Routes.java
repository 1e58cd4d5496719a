// SPDX-License-Identifier: Apache-2.0
package org.apache.james.webadmin;

import spark.Service;

/** Stands in for what James' WebAdmin takes routes by. */
public interface Routes {
  /** Below it all of them are. */
  String getBasePath();

  /** Adds them. */
  void define(Service service);
}
