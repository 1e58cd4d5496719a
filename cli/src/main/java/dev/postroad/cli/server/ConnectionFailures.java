// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.server;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.core.domain.Printable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in an operator's words why a WebAdmin did not answer, and what to do. */
final class ConnectionFailures {
  private static final Pattern SMTP = Pattern.compile("\"(220|421|554)[ -]");
  private static final Pattern POP3_OR_IMAP = Pattern.compile("\"(\\+OK|-ERR|\\* OK|\\* BYE)");
  private static final int MOST_SHOWN = 200;

  private ConnectionFailures() {}

  static CommandFailure told(Access access, IOException failure) {
    boolean secure = access.base().getScheme().equals("https");
    if (failure instanceof HttpConnectTimeoutException) {
      return temporary(
          access,
          "does not take the connection within "
              + seconds(access)
              + ": is the host up,"
              + " does a firewall let us through"
              + (secure ? ", and does that port speak TLS (https)" : "")
              + "? --timeout waits longer");
    }
    if (failure instanceof HttpTimeoutException) {
      return temporary(
          access,
          "took the connection and does not answer within "
              + seconds(access)
              + ": James is busy, or that port is not WebAdmin's; --timeout waits longer");
    }
    if (has(failure, UnresolvedAddressException.class)
        || has(failure, UnknownHostException.class)) {
      return new CommandFailure(
          ExitCode.UNAVAILABLE,
          access + ": there is no host " + access.base().getHost() + ": look at --url");
    }
    if (failure instanceof ConnectException) {
      return temporary(
          access,
          "refuses the connection: is James running, with enabled=true in"
              + " conf/webadmin.properties, and is that its host and port?");
    }
    if (has(failure, SSLException.class)) {
      return tls(access, failure);
    }
    return protocol(access, failure, secure);
  }

  private static CommandFailure tls(Access access, IOException failure) {
    String why = deepest(failure);
    String remedy;
    if (why.contains("unable to find valid certification path")
        || why.contains("PKIX")
        || why.contains("trustAnchors")) {
      remedy =
          "its certificate is by nobody we trust: name the certificate of its authority with"
              + " --trust FILE (PEM)";
    } else if (why.contains("No subject alternative") || why.contains("No name matching")) {
      remedy = "its certificate is for another name: use in --url the name that it has";
    } else if (why.contains("SSL message")) {
      remedy = "that port does not speak TLS: write http:// in --url, or enable https there";
    } else {
      remedy = "look at its certificate, and at https in conf/webadmin.properties";
    }
    return new CommandFailure(
        ExitCode.PROTOCOL, access + ": TLS fails: " + remedy + " (" + shown(why) + ")");
  }

  private static CommandFailure protocol(Access access, IOException failure, boolean secure) {
    String why = deepest(failure);
    String where = "; WebAdmin's port is \"port\" in conf/webadmin.properties, 8000 by default";
    String what;
    if (SMTP.matcher(why).find()) {
      what = "that is a mail server's SMTP port" + where;
    } else if (POP3_OR_IMAP.matcher(why).find()) {
      what = "that is a POP3 or IMAP port" + where;
    } else if (failure instanceof ProtocolException || why.contains("status line")) {
      what =
          "what answers there does not speak HTTP"
              + (secure ? "" : ", or only with TLS: then write https:// in --url")
              + where;
    } else if (why.contains("received no bytes") || why.contains("EOF")) {
      what =
          "the connection was closed without a word: that may be JMX (9999), or a port that"
              + " wants https://"
              + where;
    } else {
      return temporary(access, "the connection broke: " + shown(why));
    }
    return new CommandFailure(ExitCode.PROTOCOL, access + ": " + what);
  }

  private static CommandFailure temporary(Access access, String what) {
    return new CommandFailure(ExitCode.TEMPORARY, access + " " + what);
  }

  private static String seconds(Access access) {
    return access.timeout().toSeconds() + " s";
  }

  private static boolean has(Throwable failure, Class<?> kind) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (kind.isInstance(at)) {
        return true;
      }
    }
    return false;
  }

  private static String deepest(Throwable failure) {
    Throwable at = failure;
    StringBuilder all = new StringBuilder();
    while (true) {
      if (at.getMessage() != null && all.indexOf(at.getMessage()) < 0) {
        all.append(all.isEmpty() ? "" : ": ").append(at.getMessage());
      }
      Throwable cause = at.getCause();
      if (cause == null || cause == at) {
        return all.isEmpty() ? at.getClass().getSimpleName() : all.toString();
      }
      at = cause;
    }
  }

  private static String shown(String text) {
    return Printable.cut(Printable.spaced(text), MOST_SHOWN);
  }
}
