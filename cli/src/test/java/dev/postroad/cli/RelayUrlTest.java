// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RelayUrlTest {

  @ParameterizedTest
  @CsvSource({
    "smtp://hub.example:587,                false, ,        ,          hub.example, false, 587",
    "SMTP://hub.example,                    false, ,        ,          hub.example, false, 25",
    "smtps://hub.example/,                  true,  ,        ,          hub.example, false, 465",
    "smtp://[hub.example]:2525,             false, ,        ,          hub.example, true,  2525",
    "smtp://127.0.0.1:2525,                 false, ,        ,          127.0.0.1,   false, 2525",
    "smtp://[::1]:2525,                     false, ,        ,          ::1,         true,  2525",
    "smtp://::1,                            false, ,        ,          ::1,         false, 25",
    "smtp://amy@hub.example:587,            false, amy,     ,          hub.example, false, 587",
    "smtp://amy:pw@hub.example:587,         false, amy,     pw,        hub.example, false, 587",
    "smtp://amy@corp.example:p:w@h:1,       false, amy@corp.example, p:w, h,        false, 1",
    "smtp://amy%40corp.example:p%3A%25w@h,  false, amy@corp.example, p:%w, h,       false, 25",
    "smtp://a:p%C3%A4ss@h,                  false, a,       päss,      h,           false, 25",
    "smtp://a:@h,                           false, a,       '',        h,           false, 25",
  })
  void everyPartIsRead(
      String text,
      boolean tls,
      String user,
      String password,
      String host,
      boolean bracketed,
      int port) {
    RelayUrl url = RelayUrl.parse(text);
    assertThat(url.implicitTls()).isEqualTo(tls);
    assertThat(url.user().orElse(null)).isEqualTo(user);
    assertThat(url.password().orElse(null)).isEqualTo(password);
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.bracketed()).isEqualTo(bracketed);
    assertThat(url.port()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hub.example",
        "http://hub",
        "smtp://",
        "smtp://:25",
        "smtp://h:",
        "smtp://h:0",
        "smtp://h:65536",
        "smtp://h:x",
        "smtp://h:-1",
        "smtp://[h",
        "smtp://[h]25",
        "smtp://@h",
        "smtp://:pw@h",
        "smtp://a:%zz@h",
        "smtp://a:%2@h",
        "smtp://h/path",
        "smtp://h:25:25x"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> RelayUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void passwordIsNeverPrinted() {
    assertThat(RelayUrl.parse("smtp://amy:hush@hub.example:587"))
        .hasToString("smtp://amy:***@hub.example:587");
    assertThatThrownBy(() -> RelayUrl.parse("smtp://amy:hush%@hub.example:99999"))
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> RelayUrl.parse("smtp://amy:hush@hub.example:99999"))
        .hasMessageNotContaining("hush");
  }
}
