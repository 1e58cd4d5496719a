// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import dev.postroad.core.history.By;
import dev.postroad.james.book.MailAction;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.james.json.DTOModule;
import org.apache.james.server.task.json.dto.TaskDTO;
import org.apache.james.server.task.json.dto.TaskDTOModule;
import org.jspecify.annotations.Nullable;

/**
 * A task as James keeps it where several nodes share their tasks. A bean, as {@link
 * MailsTaskDetailsDto}.
 */
public final class MailsTaskDto implements TaskDTO {
  private String type = "";
  private String action = "";
  private @Nullable String text;
  private @Nullable String processor;
  private String by = By.UNKNOWN;
  private String reason = "";
  private String node = "";
  private Map<String, String> filter = Map.of();

  public MailsTaskDto() {}

  static TaskDTOModule<MailsTask, MailsTaskDto> module(MailsTasks tasks) {
    return DTOModule.forDomainObject(MailsTask.class)
        .convertToDTO(MailsTaskDto.class)
        .toDomainObjectConverter(dto -> tasks.task(dto.order()))
        .toDTOConverter(MailsTaskDto::of)
        .typeName(MailsTask.TYPE.asString())
        .withFactory(TaskDTOModule::new);
  }

  private static MailsTaskDto of(MailsTask task, String type) {
    MailsTask.Order order = task.order();
    MailsTaskDto dto = new MailsTaskDto();
    dto.type = type;
    dto.action = order.action().kind().word();
    dto.text = order.action().text().orElse(null);
    dto.processor = order.action().processor().orElse(null);
    dto.by = order.by().who();
    dto.reason = order.by().reason();
    dto.node = order.node();
    dto.filter = new TreeMap<>(order.filter());
    return dto;
  }

  private MailsTask.Order order() {
    return new MailsTask.Order(
        filter,
        new MailAction(
            MailAction.Kind.valueOf(action.toUpperCase(Locale.ROOT)),
            Optional.ofNullable(text),
            Optional.ofNullable(processor)),
        new By(by, reason),
        node);
  }

  @Override
  public String getType() {
    return type;
  }

  public void setType(String word) {
    type = word;
  }

  public String getAction() {
    return action;
  }

  public void setAction(String word) {
    action = word;
  }

  public @Nullable String getText() {
    return text;
  }

  public void setText(@Nullable String words) {
    text = words;
  }

  public @Nullable String getProcessor() {
    return processor;
  }

  public void setProcessor(@Nullable String name) {
    processor = name;
  }

  public String getBy() {
    return by;
  }

  public void setBy(String who) {
    by = who;
  }

  public String getReason() {
    return reason;
  }

  public void setReason(String words) {
    reason = words;
  }

  public String getNode() {
    return node;
  }

  public void setNode(String name) {
    node = name;
  }

  public Map<String, String> getFilter() {
    return filter;
  }

  public void setFilter(Map<String, String> parameters) {
    filter = parameters;
  }
}
