// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * An OpenAPI description that answers are held to, more strictly than clients should: what it does
 * not name may not be there. It knows of OpenAPI what ours uses.
 */
public final class OpenApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> METHODS = List.of("get", "post", "patch", "put", "delete");

  private final JsonNode root;

  private OpenApi(JsonNode root) {
    this.root = root;
  }

  /** Reads one. */
  public static OpenApi parse(String text) {
    return new OpenApi(json(text));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + text, e);
    }
  }

  /** All that can be asked for: {@code GET /postroad/sites/{name}}. */
  public Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    JsonNode paths = root.path("paths");
    paths
        .fieldNames()
        .forEachRemaining(
            path ->
                METHODS.stream()
                    .filter(paths.path(path)::has)
                    .forEach(
                        method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path)));
    return operations;
  }

  /** The names of the parameters of its query. */
  public Set<String> queryParameters(String operation) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation(operation).path("parameters")) {
      JsonNode own = resolved(parameter);
      if (own.path("in").asText().equals("query")) {
        names.add(own.path("name").asText());
      }
    }
    return names;
  }

  /** The fields that its body may have, at the top. */
  public Set<String> bodyFields(String operation) {
    Set<String> names = new TreeSet<>();
    JsonNode schema =
        resolved(
            operation(operation)
                .at("/requestBody/content")
                .path("application/json")
                .path("schema"));
    List<JsonNode> all = new ArrayList<>(List.of(schema));
    schema.path("oneOf").forEach(all::add);
    all.forEach(each -> each.path("properties").fieldNames().forEachRemaining(names::add));
    return names;
  }

  /** Whether it is asked for without saying who asks. */
  public boolean isPublic(String operation) {
    JsonNode security = operation(operation).path("security");
    return security.isArray() && security.isEmpty();
  }

  /** In what an answer differs from the description; empty if in nothing. */
  public List<String> problems(String operation, int status, String body) {
    JsonNode response = resolved(operation(operation).path("responses").path("" + status));
    if (response.isMissingNode()) {
      return List.of(operation + " says nothing of an answer " + status + ": " + body);
    }
    JsonNode schema = response.path("content").path("application/json").path("schema");
    List<String> problems = new ArrayList<>();
    if (!schema.isMissingNode()) {
      check(schema, json(body), operation + " " + status, problems);
    }
    return problems;
  }

  private JsonNode operation(String operation) {
    int blank = operation.indexOf(' ');
    JsonNode found =
        root.path("paths")
            .path(operation.substring(blank + 1))
            .path(operation.substring(0, blank).toLowerCase(Locale.ROOT));
    if (found.isMissingNode()) {
      throw new IllegalArgumentException("there is no " + operation);
    }
    return found;
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode current = node;
    while (current.has("$ref")) {
      current = root.at(current.path("$ref").asText().substring(1));
    }
    return current;
  }

  private void check(JsonNode given, JsonNode value, String where, List<String> problems) {
    JsonNode schema = resolved(given);
    if (schema.has("oneOf")) {
      checkOneOf(schema, value, where, problems);
      return;
    }
    checkType(schema, value, where, problems);
    if (schema.has("const") && !schema.path("const").equals(value)) {
      problems.add(where + " is " + value + " and not " + schema.path("const"));
    }
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      problems.add(where + " is " + value + " and none of " + schema.path("enum"));
    }
    if (value.isNumber()) {
      checkRange(schema, value, where, problems);
    }
    if (value.isArray()) {
      if (schema.has("maxItems") && value.size() > schema.path("maxItems").asInt()) {
        problems.add(where + " has " + value.size() + " elements");
      }
      for (int i = 0; i < value.size(); i++) {
        check(schema.path("items"), value.get(i), where + "[" + i + "]", problems);
      }
    }
    if (value.isObject()) {
      checkObject(schema, value, where, problems);
    }
  }

  private void checkOneOf(JsonNode schema, JsonNode value, String where, List<String> problems) {
    List<String> closest = new ArrayList<>();
    for (JsonNode choice : schema.path("oneOf")) {
      List<String> own = new ArrayList<>();
      check(choice, value, where, own);
      if (own.isEmpty()) {
        return;
      }
      closest = own;
    }
    problems.addAll(closest);
  }

  private static boolean contains(JsonNode words, JsonNode value) {
    return StreamSupport.stream(words.spliterator(), false).anyMatch(value::equals);
  }

  private static void checkRange(
      JsonNode schema, JsonNode value, String where, List<String> problems) {
    if (schema.has("minimum") && value.asDouble() < schema.path("minimum").asDouble()) {
      problems.add(where + " is " + value + ", which is too little");
    }
    if (schema.has("maximum") && value.asDouble() > schema.path("maximum").asDouble()) {
      problems.add(where + " is " + value + ", which is too much");
    }
  }

  private static void checkType(
      JsonNode schema, JsonNode value, String where, List<String> problems) {
    JsonNode type = schema.path("type");
    if (type.isMissingNode()) {
      return;
    }
    boolean fits =
        type.isArray()
            ? StreamSupport.stream(type.spliterator(), false)
                .anyMatch(each -> isOfType(each.asText(), value))
            : isOfType(type.asText(), value);
    if (!fits) {
      problems.add(where + " is " + value + " and no " + type);
    }
    if (value.isTextual() && schema.path("format").asText().equals("date-time")) {
      try {
        Instant unused = Instant.parse(value.asText());
      } catch (DateTimeException e) {
        problems.add(where + " is " + value + " and no instant");
      }
    }
    if (value.isTextual() && value.asText().length() < schema.path("minLength").asInt()) {
      problems.add(where + " is too short: " + value);
    }
  }

  private static boolean isOfType(String type, JsonNode value) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException("no type: " + type);
    };
  }

  private void checkObject(JsonNode schema, JsonNode value, String where, List<String> problems) {
    List<JsonNode> parts = new ArrayList<>(List.of(schema));
    schema.path("allOf").forEach(part -> parts.add(resolved(part)));
    Set<String> known = new TreeSet<>();
    for (JsonNode part : parts) {
      for (JsonNode name : part.path("required")) {
        if (!value.has(name.asText())) {
          problems.add(where + " has no " + name.asText());
        }
      }
      JsonNode properties = part.path("properties");
      properties
          .fieldNames()
          .forEachRemaining(
              name -> {
                known.add(name);
                if (value.has(name)) {
                  check(properties.path(name), value.path(name), where + "." + name, problems);
                }
              });
    }
    if (!known.isEmpty()) {
      value
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!known.contains(name)) {
                  problems.add(where + " has a field " + name + ", which is not described");
                }
              });
    }
  }
}
