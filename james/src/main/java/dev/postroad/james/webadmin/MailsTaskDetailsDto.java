// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import dev.postroad.james.Acted;
import dev.postroad.james.operations.ActionResult;
import dev.postroad.james.operations.Known;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
  private int later;
  private int skipped;
  private BookDto book = new BookDto();
  private List<Reason> reasons = List.of();

  /** How much of all open mail was known; a bean, too. */
  public static final class BookDto {
    private long known;
    private long open;

    public BookDto() {}

    private static BookDto of(Known book) {
      BookDto dto = new BookDto();
      dto.known = book.known();
      dto.open = book.open();
      return dto;
    }

    public long getKnown() {
      return known;
    }

    public void setKnown(long count) {
      known = count;
    }

    public long getOpen() {
      return open;
    }

    public void setOpen(long count) {
      open = count;
    }
  }

  /** Why mails were skipped, or are to be dealt with later; a bean, too. */
  public static final class Reason {
    private Acted.Kind what = Acted.Kind.SKIPPED;
    private String why = "";
    private int mails;
    private List<String> sample = List.of();

    public Reason() {}

    private static Reason of(ActionResult.Reason reason) {
      Reason dto = new Reason();
      dto.what = reason.what();
      dto.why = reason.why();
      dto.mails = reason.mails();
      dto.sample = reason.sample();
      return dto;
    }

    private ActionResult.Reason toReason() {
      return new ActionResult.Reason(what, why, mails, sample);
    }

    public String getWhat() {
      return what.name().toLowerCase(Locale.ROOT);
    }

    public void setWhat(String word) {
      what = Acted.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    }

    public String getWhy() {
      return why;
    }

    public void setWhy(String words) {
      why = words;
    }

    public int getMails() {
      return mails;
    }

    public void setMails(int count) {
      mails = count;
    }

    public List<String> getSample() {
      return sample;
    }

    public void setSample(List<String> names) {
      sample = names;
    }
  }

  public MailsTaskDetailsDto() {}

  private static MailsTaskDetailsDto of(MailsTask.Details details, String type) {
    MailsTaskDetailsDto dto = new MailsTaskDetailsDto();
    dto.type = type;
    dto.timestamp = details.timestamp();
    dto.action = details.action();
    dto.selected = details.selected();
    dto.done = details.done();
    dto.later = details.later();
    dto.skipped = details.skipped();
    dto.book = BookDto.of(details.book());
    dto.reasons = details.reasons().stream().map(Reason::of).toList();
    return dto;
  }

  private MailsTask.Details toDetails() {
    return new MailsTask.Details(
        timestamp,
        action,
        new Known(book.known, book.open),
        selected,
        done,
        later,
        skipped,
        reasons.stream().map(Reason::toReason).toList());
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

  public int getLater() {
    return later;
  }

  public void setLater(int count) {
    later = count;
  }

  public int getSkipped() {
    return skipped;
  }

  public void setSkipped(int count) {
    skipped = count;
  }

  public BookDto getBook() {
    return book;
  }

  public void setBook(BookDto reach) {
    book = reach;
  }

  public List<Reason> getReasons() {
    return reasons;
  }

  public void setReasons(List<Reason> why) {
    reasons = why;
  }
}
