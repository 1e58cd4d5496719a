// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FakeDnsTest extends DnsClientContract {
  private final FakeDns dns = new FakeDns();

  @Override
  World world() {
    return new World() {
      @Override
      public void mx(String domain, int preference, String exchange) {
        dns.mx(domain, preference, exchange);
      }

      @Override
      public void a(String host, String... addresses) {
        dns.a(host, addresses);
      }

      @Override
      public void aaaa(String host, String... addresses) {
        dns.aaaa(host, addresses);
      }

      @Override
      public void cname(String alias, String target) {
        dns.cname(alias, target);
      }

      @Override
      public void exists(String name) {
        dns.exists(name);
      }

      @Override
      public void fail(String name) {
        dns.fail(name);
      }
    };
  }

  @Override
  DnsClient client() {
    return dns;
  }

  @Test
  void healedNameAnswersAgain() {
    dns.mx("example.com", 10, "mx.example.com").fail("example.com", "MX");
    assertThat(dns.mx("example.com")).isInstanceOf(DnsAnswer.TryAgain.class);

    dns.heal("example.com");

    assertThat(records(dns.mx("example.com"))).hasSize(1);
    assertThat(dns.takeRequests()).containsExactly("MX example.com", "MX example.com");
    assertThat(dns.requests()).isEmpty();
  }
}
