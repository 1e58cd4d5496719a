// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.tls.TlsDemand;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoginUrlTest {

  @ParameterizedTest
  @CsvSource({
    "smtp://hub.example:587,                false, ,        ,          hub.example, true, 587",
    "SMTP://hub.example,                    false, ,        ,          hub.example, true, 25",
    "smtps://hub.example/,                  true,  ,        ,          hub.example, true, 465",
    "smtp://[hub.example]:2525,             false, ,        ,          hub.example, false,  2525",
    "smtp://127.0.0.1:2525,                 false, ,        ,          127.0.0.1,   false, 2525",
    "smtp://[::1]:2525,                     false, ,        ,          ::1,         false,  2525",
    "smtp://::1,                            false, ,        ,          ::1,         false, 25",
    "smtp://amy@hub.example:587,            false, amy,     ,          hub.example, true, 587",
    "smtp://amy:pw@hub.example:587,         false, amy,     pw,        hub.example, true, 587",
    "smtp://amy@corp.example:p:w@h:1,       false, amy@corp.example, p:w, h,        true, 1",
    "smtp://amy%40corp.example:p%3A%25w@h,  false, amy@corp.example, p:%w, h,       true, 25",
    "smtp://a:p%C3%A4ss@h,                  false, a,       päss,      h,           true, 25",
    "smtp://a:@h,                           false, a,       '',        h,           true, 25",
  })
  void everyPartIsRead(
      String text,
      boolean tls,
      String user,
      String password,
      String host,
      boolean mxLookup,
      int port) {
    LoginUrl url = LoginUrl.parse(text);
    assertThat(url.relay().implicitTls()).isEqualTo(tls);
    assertThat(url.user().orElse(null)).isEqualTo(user);
    assertThat(url.password().orElse(null)).isEqualTo(password);
    assertThat(url.relay().host()).isEqualTo(host);
    assertThat(url.relay().mxLookup()).isEqualTo(mxLookup);
    assertThat(url.relay().port()).isEqualTo(port);
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
    assertThatThrownBy(() -> LoginUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void localhostMustProveThatNameAndNotItsAddress() {
    TlsDemand verify = TlsDemand.of(TlsDemand.Level.VERIFY, "--tls");

    RelayHost relay =
        LoginUrl.parse("smtp://localhost:2525").relayHost(verify, Optional.empty(), false);

    assertThat(relay.host()).isEqualTo("127.0.0.1");
    assertThat(relay.tls().names()).containsExactly("localhost");
  }

  @Test
  void aPortThatIsNoneIsNamed() {
    assertThatThrownBy(() -> LoginUrl.parse("smtp://hub.example:99999"))
        .hasMessageContaining("\"99999\"")
        .hasMessageContaining("65535");
  }

  @Test
  void passwordIsNeverPrinted() {
    assertThat(LoginUrl.parse("smtp://amy:hush@hub.example:587"))
        .hasToString("smtp://amy:***@hub.example:587");
    assertThatThrownBy(() -> LoginUrl.parse("smtp://amy:hush%@hub.example:99999"))
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> LoginUrl.parse("smtp://amy:hush@hub.example:99999"))
        .hasMessageNotContaining("hush");
  }
}
