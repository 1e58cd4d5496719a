// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MailboxTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bob@example.com",
        "\"b ob\"@example.com",
        "\"a@b\"@example.com",
        "\"a\\\"b>\"@example.com",
        "o'brien+x=y@example.com",
        "jürgen@example.com",
        "bob@[192.0.2.1]",
        "user%host.example@example.com",
        "host!user@example.com",
        "\"@a,@b:user\"@example.com",
        "a-local-part-of-more-than-sixty-four-octets-which-some-servers-have-after-all@example.com"
      })
  void spellingIsKept(String address) {
    assertThat(Mailbox.parse(address)).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bob",
        "@example.com",
        "bob smith@example.com",
        "bob>@example.com",
        "\"bob@example.com",
        "\"a\"> NOTIFY=NEVER <b@example.com",
        "\"a\\\"@example.com",
        "bob\r\nDATA@example.com",
        "\"bob\nDATA\"@example.com",
        "bob\0@example.com",
        "a@b@example.com",
        "@a,@b:user@example.com",
        "\"a\"@b@example.com"
      })
  void whatCouldEndACommandOrAPathIsNoAddress(String address) {
    assertThatThrownBy(() -> Mailbox.parse(address)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyTheLocalPartCanNeedSmtpUtf8() {
    assertThat(Mailbox.parse("jürgen@example.com").needsSmtpUtf8()).isTrue();
    assertThat(Mailbox.parse("jurgen@bücher.example").needsSmtpUtf8()).isFalse();
  }
}
