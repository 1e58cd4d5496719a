// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import java.util.List;
import spark.Service;

/**
 * Something that can be asked for.
 *
 * @param method how
 * @param path where, as Spark writes it: {@code /postroad/sites/:name}
 * @param parameters of the query; any other is refused
 * @param fields of the body; any other is refused, and without any the body is not looked at
 * @param handler what is done
 */
record Endpoint(
    Method method, String path, List<String> parameters, List<String> fields, Handler handler) {

  /** How something is asked for. */
  enum Method {
    GET,
    POST,
    PATCH
  }

  /** Answers. */
  @FunctionalInterface
  interface Handler {
    /** The body of the answer: text, or octets. */
    Object answer(Call call) throws Exception;
  }

  Endpoint {
    parameters = List.copyOf(parameters);
    fields = List.copyOf(fields);
  }

  static Endpoint get(String path, List<String> parameters, Handler handler) {
    return new Endpoint(Method.GET, path, parameters, List.of(), handler);
  }

  /** Has a server answer. */
  void addTo(Service service) {
    switch (method) {
      case GET -> service.get(path, (request, response) -> answer(new Call(request, response)));
      case POST -> service.post(path, (request, response) -> answer(new Call(request, response)));
      case PATCH -> service.patch(path, (request, response) -> answer(new Call(request, response)));
    }
  }

  private Object answer(Call call) throws Exception {
    call.expect(parameters, fields);
    return handler.answer(call);
  }
}
