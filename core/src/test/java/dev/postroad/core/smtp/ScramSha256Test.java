// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.smtp.SaslExchange.SaslFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScramSha256Test {
  /** The example of RFC 7677 §3. */
  private static final String SERVER_FIRST =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

  @Test
  void exampleOfTheStandardIsMet() throws SaslFailure {
    ScramSha256 scram = scram("user", "pencil");
    assertThat(scram.initialResponse().map(octets -> new String(octets, UTF_8)))
        .contains("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    assertThat(respond(scram, SERVER_FIRST))
        .isEqualTo(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    assertThat(scram.isServerProven()).isFalse();
    assertThat(respond(scram, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")).isEmpty();
    assertThat(scram.isServerProven()).isTrue();
    assertThatThrownBy(() -> respond(scram, "v=x")).isInstanceOf(SaslFailure.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "r=rOprNGfwEbeRWgbNEkqOx,s=!,i=4096",
        "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=x",
        "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=1",
        "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=1000001",
        "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=2000000000",
        "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=2147483648",
        "m=ext,r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=4096",
        "s=QQ==,r=rOprNGfwEbeRWgbNEkqOx,i=4096",
      })
  void firstMessageThatIsNotCredibleEndsIt(String message) throws SaslFailure {
    ScramSha256 scram = scram("user", "pencil");
    assertThatThrownBy(() -> respond(scram, message))
        .isInstanceOf(SaslFailure.class)
        .hasMessageNotContaining("pencil");
  }

  @Test
  void falseServerIsFoundOut() throws SaslFailure {
    ScramSha256 scram = scram("user", "pencil");
    respond(scram, SERVER_FIRST);
    assertThatThrownBy(() -> respond(scram, "v=AAAA")).hasMessageContaining("false one");
    assertThat(scram.isServerProven()).isFalse();
  }

  @Test
  void userNameIsEscaped() throws SaslFailure {
    assertThat(new String(scram("a=b,c", "x").initialResponse().orElseThrow(), UTF_8))
        .startsWith("n,,n=a=3Db=2Cc,r=");
  }

  @ParameterizedTest
  @CsvSource({
    "I\u00adX,IX",
    "user,user",
    "USER,USER",
    "\u00aa,a",
    "\u2168,IX",
    "a\u00a0b,a b",
    "p\u00e4ss,päss"
  })
  void stringsArePrepared(String text, String prepared) throws SaslFailure {
    assertThat(SaslPrep.prepare(text, "password")).isEqualTo(prepared);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0007\u00e9", "\u06271", "\ue000", "\u200e", "a\u0627"})
  void whatCannotBeTypedIsRefused(String text) {
    assertThatThrownBy(() -> SaslPrep.prepare(text, "password"))
        .isInstanceOf(SaslFailure.class)
        .hasMessageContaining("password");
  }

  private static ScramSha256 scram(String user, String password) throws SaslFailure {
    return ScramSha256.with(new Credentials(user, password), "rOprNGfwEbeRWgbNEkqO");
  }

  private static String respond(ScramSha256 scram, String message) throws SaslFailure {
    return new String(scram.respond(message.getBytes(UTF_8)), UTF_8);
  }
}
