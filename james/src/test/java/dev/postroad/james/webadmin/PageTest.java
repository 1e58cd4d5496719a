// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/postroad",
        "/postroad/",
        "/postroad/static/main.js",
        "/postroad/static/a/b-c_d.min.css"
      })
  void thePagesFilesAreForEverybody(String uri) {
    assertThat(Page.isPage("GET", uri)).isTrue();
    assertThat(Page.isPage("HEAD", uri)).isTrue();
    assertThat(Page.isPage("POST", uri)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/postroad/sites",
        "//postroad/",
        "/postroad//",
        "/postroad/static",
        "/postroad/static/",
        "/postroad/static/.",
        "/postroad/static/..",
        "/postroad/static/../sites",
        "/postroad/static/a/../../sites",
        "/postroad/static/%2e%2e/sites",
        "/postroad/static/.hidden",
        "/postroad/static/a//b",
        "/postroad/static/a/",
        "/postroad/static;x/../sites",
        "/postroad/static/a\nb",
        "/POSTROAD/",
        "/postroad/?x",
      })
  void allElseIsNot(String uri) {
    assertThat(Page.isPage("GET", uri)).isFalse();
  }
}
