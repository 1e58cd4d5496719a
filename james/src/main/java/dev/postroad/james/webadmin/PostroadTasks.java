// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import com.google.inject.ProvidedBy;
import dev.postroad.james.Entrance;
import java.util.Set;
import javax.inject.Inject;
import org.apache.james.server.task.json.TaskExtensionModule;
import org.apache.james.server.task.json.dto.AdditionalInformationDTO;
import org.apache.james.server.task.json.dto.AdditionalInformationDTOModule;
import org.apache.james.server.task.json.dto.TaskDTO;
import org.apache.james.server.task.json.dto.TaskDTOModule;
import org.apache.james.task.Task;
import org.apache.james.task.TaskExecutionDetails.AdditionalInformation;

/**
 * Tells James how our tasks are written, so that {@code /tasks} shows how far they have come. In
 * {@code extensions.properties}:
 *
 * <pre>{@code
 * guice.extension.task=dev.postroad.james.webadmin.PostroadTasks
 * }</pre>
 */
@ProvidedBy(PostroadTasks.Door.class)
public final class PostroadTasks implements TaskExtensionModule {
  private final MailsTasks mails;

  @Inject
  public PostroadTasks(MailsTasks mails) {
    this.mails = mails;
  }

  @Override
  public Set<TaskDTOModule<? extends Task, ? extends TaskDTO>> taskDTOModules() {
    return Set.of(MailsTaskDto.module(mails));
  }

  @Override
  public Set<
          AdditionalInformationDTOModule<
              ? extends AdditionalInformation, ? extends AdditionalInformationDTO>>
      taskAdditionalInformationDTOModules() {
    return Set.of(MailsTaskDetailsDto.MODULE);
  }

  static final class Door extends Entrance<PostroadTasks> {
    Door() {
      super(PostroadTasks.class);
    }
  }
}
