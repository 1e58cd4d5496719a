// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;

/** Holds output against the schemas of the docs. */
public final class Schemas {
  private static final JsonSchema ROUTE = load("route");
  private static final JsonSchema SEND = load("send");

  private Schemas() {}

  /** What is wrong with a line of {@code route --json}. */
  public static Set<ValidationMessage> problemsOfRoute(String line) {
    return ROUTE.validate(line, InputFormat.JSON);
  }

  /** What is wrong with the line of {@code send --json}. */
  public static Set<ValidationMessage> problemsOfSend(String line) {
    return SEND.validate(line, InputFormat.JSON);
  }

  private static JsonSchema load(String name) {
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    try (InputStream in = Schemas.class.getResourceAsStream("/schemas/" + name + ".schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in, config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
