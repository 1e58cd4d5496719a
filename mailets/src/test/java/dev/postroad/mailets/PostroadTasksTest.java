// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.core.history.By;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.webadmin.Described;
import dev.postroad.james.webadmin.MailsTasks;
import dev.postroad.james.webadmin.PostroadTasks;
import java.nio.file.Path;
import java.util.Map;
import org.apache.james.json.JsonGenericSerializer;
import org.apache.james.server.task.json.JsonTaskSerializer;
import org.apache.james.server.task.json.dto.AdditionalInformationDTO;
import org.apache.james.task.Task;
import org.apache.james.task.TaskExecutionDetails.AdditionalInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks as James writes them down, for its own eyes and for other nodes. */
class PostroadTasksTest {
  private final FakeServer james;
  private final JsonTaskSerializer tasks;
  private final JsonGenericSerializer<AdditionalInformation, AdditionalInformationDTO> details;

  PostroadTasksTest(@TempDir Path directory) {
    james = new FakeServer(directory);
    PostroadTasks extension = james.instance(PostroadTasks.class);
    tasks = new JsonTaskSerializer(extension.taskDTOModules());
    details =
        JsonGenericSerializer.<AdditionalInformation, AdditionalInformationDTO>forModules(
                extension.taskAdditionalInformationDTOModules())
            .withoutNestedType();
  }

  @AfterEach
  void stop() {
    james.close();
  }

  private Task task() {
    return Described.task(
        james.instance(MailsTasks.class),
        Map.of("sender", "@corp.example", "olderThan", "2h"),
        MailAction.bounce("we stop here"),
        new By("olga@corp.example", "tired"));
  }

  @Test
  void aTaskIsTheSameWhenItIsReadAgain() throws Exception {
    String written = tasks.serialize(task());

    assertThat(tasks.serialize(tasks.deserialize(written))).isEqualTo(written);
    JsonNode json = new ObjectMapper().readTree(written);
    assertThat(json.path("type").asText()).isEqualTo("postroad-mails");
    assertThat(json.at("/filter/sender").asText()).isEqualTo("@corp.example");
  }

  @Test
  void itTellsHowFarItIs() throws Exception {
    Task task = task();
    assertThat(task.run()).isEqualTo(Task.Result.COMPLETED);

    String written = details.serialize(task.details().orElseThrow());

    JsonNode json = new ObjectMapper().readTree(written);
    assertThat(json.path("type").asText()).isEqualTo("postroad-mails");
    assertThat(json.path("action").asText()).isEqualTo("bounce");
    assertThat(json.path("selected").isInt()).isTrue();
    assertThat(json.path("done").isInt()).isTrue();
    assertThat(json.path("later").isInt()).isTrue();
    assertThat(json.path("skipped").isInt()).isTrue();
    assertThat(json.path("reasons").isArray()).isTrue();
    assertThat(details.serialize(details.deserialize(written))).isEqualTo(written);
  }

  @Test
  void itTellsWhyMailsWereSkippedOrComeLater() throws Exception {
    String written =
        "{\"type\":\"postroad-mails\",\"timestamp\":\"2026-03-01T10:00:00Z\",\"action\":\"flush\","
            + "\"book\":{\"known\":3,\"open\":5},"
            + "\"selected\":3,\"done\":0,\"later\":1,\"skipped\":2,\"reasons\":["
            + "{\"what\":\"skipped\",\"why\":\"it is held\",\"mails\":2,"
            + "\"sample\":[\"m1\",\"m2\"]},"
            + "{\"what\":\"later\",\"why\":\"it is being tried now\",\"mails\":1,"
            + "\"sample\":[\"m3\"]}]}";

    AdditionalInformation read = details.deserialize(written);

    assertThat(new ObjectMapper().readTree(details.serialize(read)))
        .isEqualTo(new ObjectMapper().readTree(written));
  }

  @Test
  void onAnotherNodeThanItsOwnItDoesNothingAndSaysSo() throws Exception {
    String elsewhere = tasks.serialize(task()).replace("mail.corp.example", "other.corp.example");

    Task task = tasks.deserialize(elsewhere);

    assertThatThrownBy(task::run).hasMessageContaining("other.corp.example");
  }
}
