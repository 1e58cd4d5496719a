// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import java.time.Instant;
import org.apache.james.json.DTOModule;
import org.apache.james.server.task.json.dto.AdditionalInformationDTO;
import org.apache.james.server.task.json.dto.AdditionalInformationDTOModule;

/**
 * How far a task has come, as James writes it: the {@code additionalInformation} of a task. A bean,
 * for James' Jackson, of which our own relocated one must know nothing.
 */
public final class MailsTaskDetailsDto implements AdditionalInformationDTO {
  static final AdditionalInformationDTOModule<MailsTask.Details, MailsTaskDetailsDto> MODULE =
      DTOModule.forDomainObject(MailsTask.Details.class)
          .convertToDTO(MailsTaskDetailsDto.class)
          .toDomainObjectConverter(MailsTaskDetailsDto::toDetails)
          .toDTOConverter(MailsTaskDetailsDto::of)
          .typeName(MailsTask.TYPE.asString())
          .withFactory(AdditionalInformationDTOModule::new);

  private String type = "";
  private Instant timestamp = Instant.EPOCH;
  private String action = "";
  private int selected;
  private int done;
  private int skipped;

  public MailsTaskDetailsDto() {}

  private static MailsTaskDetailsDto of(MailsTask.Details details, String type) {
    MailsTaskDetailsDto dto = new MailsTaskDetailsDto();
    dto.type = type;
    dto.timestamp = details.timestamp();
    dto.action = details.action();
    dto.selected = details.selected();
    dto.done = details.done();
    dto.skipped = details.skipped();
    return dto;
  }

  private MailsTask.Details toDetails() {
    return new MailsTask.Details(timestamp, action, selected, done, skipped);
  }

  @Override
  public String getType() {
    return type;
  }

  public void setType(String word) {
    type = word;
  }

  @Override
  public Instant getTimestamp() {
    return timestamp;
  }

  public void setTimestamp(Instant at) {
    timestamp = at;
  }

  public String getAction() {
    return action;
  }

  public void setAction(String word) {
    action = word;
  }

  public int getSelected() {
    return selected;
  }

  public void setSelected(int count) {
    selected = count;
  }

  public int getDone() {
    return done;
  }

  public void setDone(int count) {
    done = count;
  }

  public int getSkipped() {
    return skipped;
  }

  public void setSkipped(int count) {
    skipped = count;
  }
}
