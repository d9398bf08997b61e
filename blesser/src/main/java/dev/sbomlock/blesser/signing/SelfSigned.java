// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * X.509 certificates (RFC 5280) as kernels want them for .ima and .evm: no authority, for digital
 * signatures only, with a subject key identifier.
 */
final class SelfSigned {

  private static final String COMMON_NAME = "2.5.4.3";
  private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
  private static final String SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3";

  private static final int SERIAL_BITS = 127;
  private static final int EXTENSIONS = 3;
  private static final int VERSION_3 = 2;

  // One octet, of whose bits the first is set, digitalSignature.
  private static final byte DIGITAL_SIGNATURE = (byte) 0x80;
  private static final int UNUSED_BITS = 7;

  // UTCTime has two digits of the year, and ends with 2049.
  private static final int LAST_OF_UTC_TIME = 2049;

  private SelfSigned() {}

  static byte[] certificate(
      KeyKind kind, KeyPair keys, byte[] identifier, String name, LocalDate from, LocalDate until) {
    Der subject =
        Der.sequence(
            Der.of(Der.SET, Der.sequence(Der.oid(COMMON_NAME), Der.text(Der.UTF8_STRING, name))));
    Der signed =
        Der.sequence(
            Der.of(Der.EXPLICIT, Der.integer(VERSION_3)),
            Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)),
            algorithm(kind),
            subject,
            Der.sequence(time(from), time(until)),
            subject,
            Der.parse(keys.getPublic().getEncoded()),
            Der.of(Der.EXPLICIT + EXTENSIONS, extensions(identifier)));
    return Der.sequence(signed, algorithm(kind), Der.bits(0, sign(kind, keys, signed.encode())))
        .encode();
  }

  private static Der extensions(byte[] identifier) {
    return Der.sequence(
        extension(BASIC_CONSTRAINTS, true, Der.sequence()),
        extension(KEY_USAGE, true, Der.bits(UNUSED_BITS, new byte[] {DIGITAL_SIGNATURE})),
        extension(SUBJECT_KEY_IDENTIFIER, false, Der.octets(identifier)),
        extension(
            AUTHORITY_KEY_IDENTIFIER, false, Der.sequence(Der.bytes(Der.IMPLICIT, identifier))));
  }

  private static Der extension(String oid, boolean critical, Der value) {
    Der held = Der.octets(value.encode());
    return critical
        ? Der.sequence(Der.oid(oid), Der.bytes(Der.BOOLEAN, new byte[] {(byte) 0xff}), held)
        : Der.sequence(Der.oid(oid), held);
  }

  private static Der algorithm(KeyKind kind) {
    return switch (kind) {
      case RSA2048, RSA3072, RSA4096 -> Der.sequence(Der.oid(SHA256_WITH_RSA), Der.nothing());
      case P256 -> Der.sequence(Der.oid(ECDSA_WITH_SHA256));
      case P384 -> Der.sequence(Der.oid(ECDSA_WITH_SHA384));
    };
  }

  private static byte[] sign(KeyKind kind, KeyPair keys, byte[] message) {
    String algorithm =
        switch (kind) {
          case RSA2048, RSA3072, RSA4096 -> "SHA256withRSA";
          case P256 -> "SHA256withECDSA";
          case P384 -> "SHA384withECDSA";
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(keys.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK signs with keys that it has made", e);
    }
  }

  private static Der time(LocalDate day) {
    boolean utc = day.getYear() <= LAST_OF_UTC_TIME;
    String form = (utc ? "yyMMdd" : "yyyyMMdd") + "'000000Z'";
    return Der.text(
        utc ? Der.UTC_TIME : Der.GENERALIZED_TIME,
        DateTimeFormatter.ofPattern(form, Locale.ROOT).format(day));
  }
}
