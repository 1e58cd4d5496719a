// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.Cause;
import dev.postroad.core.smtp.Stage;
import dev.postroad.james.observe.RecordFields.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void anAttemptIsALineOfKeysAndValuesWithoutWhatThereIsNot() {
    AttemptEntry entry = Entries.deferred("mx1.x.example", Cause.RECIPIENT);

    assertThat(RecordText.keyValue(RecordFields.of(Event.ATTEMPT, entry)))
        .isEqualTo(
            "event=attempt at=2026-03-01T10:00:00Z mail=Mail7-x.example-1 queue=outgoing"
                + " sender=amy@corp.example recipient=bob@x.example site=mx1.x.example attempt=1"
                + " outcome=deferred status=\"451 4.2.1\" text=greylisted cause=recipient"
                + " host=mx1.x.example address=192.0.2.1 port=25 stage=rcpt"
                + " tls=\"TLSv1.3 TLS_AES_256_GCM_SHA384 unverified\" tookMillis=42"
                + " next=2026-03-01T10:05:00Z ageMillis=7000");
  }

  @Test
  void theSameAsJsonHasEveryFieldAndNullForWhatThereIsNot() throws IOException {
    AttemptEntry entry =
        Entries.untried(Optional.empty(), Outcome.POSTPONED, Cause.LIMIT, "20 connections");

    JsonNode json = MAPPER.readTree(RecordText.json(RecordFields.of(Event.ATTEMPT, entry)));

    assertThat(json.path("sender").asText()).isEqualTo("<>");
    assertThat(json.path("outcome").asText()).isEqualTo("postponed");
    assertThat(json.path("tookMillis").asInt()).isZero();
    assertThat(List.of("site", "attempt", "host", "address", "port", "stage", "tls"))
        .allMatch(field -> json.has(field) && json.path(field).isNull());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "plain|text=plain",
        "''|text=\"\"",
        "'two words'|text=\"two words\"",
        "a=b|text=\"a=b\"",
        "a\"b|text=\"a\\\"b\"",
        "a\\b|text=\"a\\\\b\"",
        "gr\u00fc\u00df|text=\"gr\u00fc\u00df\""
      })
  void aValueIsQuotedWhereItWouldBeMistaken(String value, String expected) {
    assertThat(RecordText.keyValue(fields(value))).isEqualTo(expected);
  }

  @Test
  void whateverIsInAValueARecordIsOneLine() throws IOException {
    String evil = "a\nevent=attempt\r\u2028\u2029\u0085\u0000\u001b[31m\"}";

    String line = RecordText.keyValue(fields(evil));
    String json = RecordText.json(fields(evil));

    assertThat(line)
        .isEqualTo(
            "text=\"a\\u000aevent=attempt\\u000d\\u2028\\u2029\\u0085\\u0000\\u001b[31m\\\"}\"");
    assertThat(json.lines()).hasSize(1);
    assertThat(MAPPER.readTree(json).path("text").asText()).isEqualTo(evil);
  }

  @Test
  void theSchemaHasEveryFieldAndEveryWord() throws IOException {
    JsonNode schema = MAPPER.readTree(Tree.text("docs/schemas/record.schema.json"));
    List<String> fields =
        new ArrayList<>(RecordFields.of(Event.ENDED, Entries.delivered("mx")).keySet());

    assertThat(fieldNames(schema.path("properties"))).isEqualTo(fields);
    assertThat(texts(schema.path("required"))).isEqualTo(fields);
    assertThat(words(schema, "event")).containsExactly("attempt", "held", "ended");
    assertThat(words(schema, "outcome"))
        .isEqualTo(Arrays.stream(Outcome.values()).map(Outcome::word).toList());
    assertThat(words(schema, "cause"))
        .containsExactlyElementsOf(Arrays.stream(Cause.values()).map(Cause::word).toList());
    assertThat(words(schema, "stage"))
        .isEqualTo(
            Arrays.stream(Stage.values())
                .map(stage -> stage.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList());
  }

  @Test
  void thePageTellsOfEveryFieldAndEveryCause() throws IOException {
    String page = Tree.text("docs/operators/records.md");

    assertThat(RecordFields.of(Event.ENDED, Entries.delivered("mx")).keySet())
        .allMatch(field -> page.contains("`" + field + "`"));
    assertThat(Cause.values()).allMatch(cause -> page.contains("`" + cause.word() + "`"));
  }

  private static Map<String, @Nullable Object> fields(String text) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("text", text);
    fields.put("none", null);
    return fields;
  }

  private static List<String> fieldNames(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> words(JsonNode schema, String field) {
    return texts(schema.path("properties").path(field).path("enum"));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(
        value -> {
          if (!value.isNull()) {
            texts.add(value.asText());
          }
        });
    return texts;
  }
}
