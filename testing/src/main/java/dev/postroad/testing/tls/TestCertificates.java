// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A throw-away certificate authority and what it signs, all with EC keys, made in milliseconds.
 *
 * <pre>{@code
 * TestCertificates authority = TestCertificates.create();
 * ScriptedSmtpServer server =
 *     ScriptedSmtpServer.builder()
 *         .tls(authority.issue("mx1.example.com", "127.0.0.2").serverContext())
 *         .start();
 * SSLContext client = authority.clientContext(); // trusts this authority only
 *
 * authority.certificate("mx1.example.com").expired().issue();
 * authority.certificate("mx1.example.com").selfSigned().issue();
 * dns.zone("example.com").tlsa("_25._tcp.mx1.example.com", 3, 1, 1, identity.publicKeySha256());
 * }</pre>
 */
public final class TestCertificates {
  private static final Duration LONG = Duration.ofDays(30);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Clock clock;
  private final TestIdentity authority;
  private final X509Certificate root;

  private TestCertificates(Clock clock, TestIdentity authority, X509Certificate root) {
    this.clock = clock;
    this.authority = authority;
    this.root = root;
  }

  /** Makes an authority, valid from 30 days ago for 60 days. */
  public static TestCertificates create() {
    return create(Clock.systemUTC());
  }

  /** Makes an authority, valid around what the clock says now. */
  public static TestCertificates create(Clock clock) {
    KeyPair keys = newKeys();
    X500Name name = name("Postroad throw-away authority");
    X509Certificate certificate =
        signed(authorityBuilder(clock, name, name, keys), keys.getPrivate());
    TestIdentity self = new TestIdentity(keys.getPrivate(), List.of(certificate), certificate);
    return new TestCertificates(clock, self, certificate);
  }

  /**
   * Makes an authority below this one: what it issues comes with its own certificate in the chain,
   * and is trusted by who trusts this one.
   */
  public TestCertificates intermediate() {
    KeyPair keys = newKeys();
    X509Certificate own =
        signed(
            authorityBuilder(
                clock,
                name(authority.certificate()),
                name("Postroad throw-away intermediate"),
                keys),
            authority.privateKey());
    List<X509Certificate> chain = new ArrayList<>(List.of(own));
    chain.addAll(belowRoot(authority));
    return new TestCertificates(clock, new TestIdentity(keys.getPrivate(), chain, root), root);
  }

  /** Issues a certificate, good for servers and clients, for DNS names and address literals. */
  public TestIdentity issue(String... names) {
    return certificate(names).issue();
  }

  /** Begins the description of a certificate for DNS names and address literals. */
  public Request certificate(String... names) {
    return new Request(names);
  }

  /** A client's context that trusts this authority alone, and checks no names by itself. */
  public SSLContext clientContext() {
    return SslContexts.of(null, root);
  }

  /** The root certificate, which clients are to trust. */
  public X509Certificate rootCertificate() {
    return root;
  }

  /** The certificate that signs here: the root's, or the intermediate's. */
  public X509Certificate signingCertificate() {
    return authority.certificate();
  }

  /** The root certificate in PEM. */
  public String rootPem() {
    return Pem.of(root);
  }

  /** A key store with the root certificate as its only trusted entry. */
  public KeyStore trustStore() {
    return SslContexts.trustStore(root);
  }

  /** Writes {@link #trustStore} as PKCS #12. */
  public void writeTrustStore(Path file, String password) {
    SslContexts.write(trustStore(), file, password);
  }

  /** Writes {@link #rootPem}. */
  public void writeRootPem(Path file) {
    try {
      Files.writeString(file, rootPem());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Describes a certificate that is wrong in some way. */
  public final class Request {
    private final String[] names;
    private String subject;
    private Instant notBefore = clock.instant().minus(LONG);
    private Instant notAfter = clock.instant().plus(LONG);
    private boolean selfSigned;
    private boolean withNames = true;
    private boolean addressesAsNames;

    private Request(String... names) {
      this.names = names.clone();
      this.subject = names.length > 0 ? names[0] : "nobody";
    }

    /** The common name of the subject; the first name unless set. */
    public Request commonName(String name) {
      subject = name;
      return this;
    }

    /** Ends its validity a day ago. */
    public Request expired() {
      notAfter = clock.instant().minus(Duration.ofDays(1));
      return this;
    }

    /** Begins its validity in a day. */
    public Request notYetValid() {
      notBefore = clock.instant().plus(Duration.ofDays(1));
      return this;
    }

    /** Signs it with its own key, so that no authority vouches for it. */
    public Request selfSigned() {
      selfSigned = true;
      return this;
    }

    /** Writes IP addresses as DNS names, which no authority should sign. */
    public Request addressesAsNames() {
      addressesAsNames = true;
      return this;
    }

    /** Leaves out the subject alternative names, so that only the common name is there. */
    public Request withoutAlternativeNames() {
      withNames = false;
      return this;
    }

    /** Makes the key and the certificate. */
    public TestIdentity issue() {
      KeyPair keys = newKeys();
      X500Name own = name(subject);
      X500Name issuer = selfSigned ? own : name(authority.certificate());
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer, serial(), Date.from(notBefore), Date.from(notAfter), own, keys.getPublic());
      try {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(
                new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
        if (withNames && names.length > 0) {
          builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames());
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot encode an extension", e);
      }
      X509Certificate leaf =
          signed(builder, selfSigned ? keys.getPrivate() : authority.privateKey());
      List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
      if (!selfSigned) {
        chain.addAll(belowRoot(authority));
      }
      return new TestIdentity(keys.getPrivate(), chain, root);
    }

    private GeneralNames alternativeNames() {
      GeneralName[] all = new GeneralName[names.length];
      for (int i = 0; i < names.length; i++) {
        boolean literal =
            !addressesAsNames && (names[i].contains(":") || names[i].matches("[0-9.]+"));
        all[i] = new GeneralName(literal ? GeneralName.iPAddress : GeneralName.dNSName, names[i]);
      }
      return new GeneralNames(all);
    }
  }

  /** The authority's chain as servers send it: without the root itself. */
  private List<X509Certificate> belowRoot(TestIdentity identity) {
    return identity.chain().stream().filter(c -> !c.equals(root)).toList();
  }

  private static X509v3CertificateBuilder authorityBuilder(
      Clock clock, X500Name issuer, X500Name subject, KeyPair keys) {
    Instant now = clock.instant();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            serial(),
            Date.from(now.minus(LONG)),
            Date.from(now.plus(LONG)),
            subject,
            keys.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode an extension", e);
    }
    return builder;
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign a certificate", e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("secp256r1 is part of every Java", e);
    }
  }

  private static BigInteger serial() {
    return new BigInteger(120, RANDOM).add(BigInteger.ONE);
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  private static X500Name name(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }
}
