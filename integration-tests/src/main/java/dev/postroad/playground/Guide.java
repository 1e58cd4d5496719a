// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Says what listens where, and what to try; every line of it can be pasted into a shell. */
final class Guide {
  private final Installation installation;
  private final Path work;

  Guide(Installation installation, Path work) {
    this.installation = installation;
    this.work = work;
  }

  String toPlayground(World world) throws IOException {
    Destinations destinations = world.destinations();
    return """

        What listens where (passwords are the names before the @)
          James A, with Postroad: smtp %s  pop3 %s  webadmin %s
          James B, stock:         smtp %s  pop3 %s
          DNS:                    %s (UDP and TCP)
          destination servers:    port %d of the addresses in 127.0.0.0/8 that the DNS gives
          files and logs:         %s

        Domains to write to
          bob@remote.example    MX 10 refuses connections, MX 20 is James B
          any@partner.example   via the relays hub1, hub2        any@supplier.example  via hub2
          any@nomail.example    null MX                          any@no-such.example   NXDOMAIN
          any@grey.example      451 at the first try             any@busy.example      MX 10 says 421
          any@red.example       takes all but nobody@            any@closed.example    MX 10 says 554
        Reports come to amy@corp.example. Mails that the servers take are told below.

        What to try
        %s
        Ctrl-C ends it all.
        """
        .formatted(
            hostAndPort(world.sender().smtp()),
            hostAndPort(world.sender().pop3()),
            world.sender().webAdmin().base(),
            hostAndPort(world.remote().smtp()),
            hostAndPort(world.remote().pop3()),
            hostAndPort(destinations.dns().address()),
            destinations.port(),
            installation.root().relativize(work),
            tries(world).indent(2));
  }

  private String tries(World world) throws IOException {
    User amy = world.amy();
    Destinations destinations = world.destinations();
    return """
        # send a mail, and read it in bob's mailbox
        %s
        curl --user bob@remote.example:bob pop3://%s/1
        # the same with swaks, to a domain that takes no mail; then read the report
        swaks --server %s --auth PLAIN --auth-user %s --auth-password %s --from %s --to ann@nomail.example
        curl --user %s:%s pop3://%s/1
        # where would a mail go, and why?
        java -jar %s route bob@remote.example any@partner.example --config %s --dns %s --allow-network 127.0.0.0/8
        # what waits for another try
        curl %s/mailQueues/outgoing
        # the relay that wants verified TLS
        openssl s_client -starttls smtp -connect %s:%d -CAfile %s -servername hub1.relays.example -verify_hostname hub1.relays.example -verify_return_error -brief </dev/null
        # what the DNS says
        dig @127.0.0.1 -p %d remote.example MX
        """
        .formatted(
            submit(amy, "bob@remote.example"),
            hostAndPort(world.remote().pop3()),
            hostAndPort(world.sender().smtp()),
            amy.address(),
            amy.password(),
            amy.address(),
            amy.address(),
            amy.password(),
            hostAndPort(world.sender().pop3()),
            relative(installation.jar()),
            relative(world.sender().directory().resolve("conf")),
            hostAndPort(destinations.dns().address()),
            world.sender().webAdmin().base(),
            destinations.addressOf("hub1.relays.example"),
            destinations.port(),
            relative(Relays.authority(work)),
            destinations.dns().port());
  }

  String toJamesAlone(User amy) {
    String webAdmin = amy.james().webAdmin().base().toString();
    return """

        James with Postroad: smtp %s  pop3 %s  webadmin %s
        It asks this machine's resolver and connects to port 25. Files and logs: %s

        What to try (passwords are the names before the @)
          # a domain and a user of your own
          curl -X PUT %s/domains/example.org
          curl -X PUT %s/users/you@example.org -H 'Content-Type: application/json' -d '{"password":"you"}'
          # a mail; a report comes back if it cannot be delivered
          %s
          curl --user %s:%s pop3://%s/1

        Ctrl-C ends it.
        """
        .formatted(
            hostAndPort(amy.james().smtp()),
            hostAndPort(amy.james().pop3()),
            webAdmin,
            relative(work),
            webAdmin,
            webAdmin,
            submit(amy, "someone@example.com"),
            amy.address(),
            amy.password(),
            hostAndPort(amy.james().pop3()));
  }

  private static String submit(User user, String recipient) {
    return "printf 'Subject: hello\\r\\n\\r\\nHello.\\r\\n' | curl --url smtp://%s --user %s:%s --mail-from %s --mail-rcpt %s -T -"
        .formatted(
            hostAndPort(user.james().smtp()),
            user.address(),
            user.password(),
            user.address(),
            recipient);
  }

  private static String hostAndPort(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** Files are named as a shell in the top folder, or in the user's, finds them. */
  private static String relative(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
  }
}
