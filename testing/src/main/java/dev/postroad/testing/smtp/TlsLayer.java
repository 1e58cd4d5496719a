// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** Puts TLS under a conversation. */
final class TlsLayer {
  private final ServerSettings.Tls settings;
  private final Socket tcp;
  private final Conversation conversation;

  TlsLayer(ServerSettings.Tls settings, Socket tcp, Conversation conversation) {
    this.settings = settings;
    this.tcp = tcp;
    this.conversation = conversation;
  }

  /**
   * Shakes hands, unless a rule breaks it.
   *
   * @throws ConnectionEnd if it fails
   */
  void handshake() throws IOException {
    var scripted = conversation.scripted(Stage.HANDSHAKE, "", "");
    if (scripted.isPresent()) {
      conversation.perform(scripted.get());
    }
    var context = settings.context();
    if (context.isEmpty()) {
      throw new ConnectionEnd(
          RecordedSession.Ending.HANDSHAKE_FAILED, "the server has no certificate");
    }
    long start = System.currentTimeMillis();
    try {
      // A rule that stalled may have read the client's hello already.
      InputStream hello = conversation.wire().takeBuffered();
      SSLSocket tls = (SSLSocket) context.get().getSocketFactory().createSocket(tcp, hello, true);
      tls.setUseClientMode(false);
      switch (settings.clients()) {
        case IGNORED -> tls.setNeedClientAuth(false);
        case WANTED -> tls.setWantClientAuth(true);
        case NEEDED -> tls.setNeedClientAuth(true);
      }
      tls.startHandshake();
      conversation.wire().encrypt(tls);
      TlsInfo info = infoOf(tls.getSession(), start);
      conversation.session().encrypted(info);
      conversation.remark("encrypted by " + info.protocol());
    } catch (IOException e) {
      conversation.remark("TLS handshake failed: " + e.getMessage());
      throw new ConnectionEnd(
          RecordedSession.Ending.HANDSHAKE_FAILED, "TLS handshake failed: " + e.getMessage());
    }
  }

  private static TlsInfo infoOf(SSLSession session, long start) {
    return new TlsInfo(
        session.getProtocol(),
        session.getCipherSuite(),
        serverName(session),
        session.getCreationTime() < start,
        clientCertificates(session));
  }

  private static Optional<String> serverName(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      return extended.getRequestedServerNames().stream()
          .filter(SNIHostName.class::isInstance)
          .map(name -> ((SNIHostName) name).getAsciiName())
          .findFirst();
    }
    return Optional.empty();
  }

  private static List<X509Certificate> clientCertificates(SSLSession session) {
    try {
      Stream<Certificate> chain = Stream.of(session.getPeerCertificates());
      return chain.map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException e) {
      // That is how JSSE says that the client presented none.
      return List.of();
    }
  }
}
