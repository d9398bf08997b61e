// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.Text;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Set;
import javax.crypto.KeyAgreement;

/** Key pairs out of private keys, and what kinds of them the kernel verifies with. */
final class KeyPairs {

  private static final Set<Integer> RSA_BITS = Set.of(2048, 3072, 4096);
  private static final List<String> CURVES = List.of("secp256r1", "secp384r1");

  private KeyPairs() {}

  /**
   * The pair of a private key in PKCS#8.
   *
   * @throws IllegalArgumentException when it is malformed, or of a kind or size that is not
   *     accepted
   */
  static FileSigner.KeyPairOf of(byte[] pkcs8) {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
    Der algorithm = Der.parse(pkcs8).part(1, Der.SEQUENCE).part(0, Der.OBJECT_IDENTIFIER);
    try {
      if (algorithm.is(Der.oid(Pkcs8.RSA))) {
        return rsa(KeyFactory.getInstance("RSA").generatePrivate(spec));
      }
      if (algorithm.is(Der.oid(Pkcs8.EC))) {
        return ec(KeyFactory.getInstance("EC").generatePrivate(spec));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
    throw new IllegalArgumentException("it is neither of RSA nor of ECDSA");
  }

  /**
   * The public key, if its kind and size are accepted.
   *
   * @throws IllegalArgumentException when they are not
   */
  static PublicKey accepted(PublicKey key) throws GeneralSecurityException {
    if (key instanceof RSAKey rsa) {
      requireAccepted(rsa);
    } else if (!(key instanceof ECKey ec) || !isAccepted(ec.getParams())) {
      throw new IllegalArgumentException("it is neither of RSA nor of ECDSA on P-256 or P-384");
    }
    return key;
  }

  private static void requireAccepted(RSAKey key) {
    int bits = key.getModulus().bitLength();
    if (!RSA_BITS.contains(bits)) {
      throw new IllegalArgumentException(Text.format("RSA of %d bits is not accepted", bits));
    }
  }

  private static FileSigner.KeyPairOf rsa(PrivateKey key) throws GeneralSecurityException {
    if (!(key instanceof RSAPrivateCrtKey crt)) {
      throw new IllegalArgumentException("it lacks its public exponent");
    }
    requireAccepted(crt);
    return new FileSigner.KeyPairOf(
        key,
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(crt.getModulus(), crt.getPublicExponent())));
  }

  private static FileSigner.KeyPairOf ec(PrivateKey key) throws GeneralSecurityException {
    ECParameterSpec parameters = ((ECPrivateKey) key).getParams();
    if (!isAccepted(parameters)) {
      throw new IllegalArgumentException("its curve is neither P-256 nor P-384");
    }
    BigInteger x = abscissa(key, parameters);
    BigInteger p = ((ECFieldFp) parameters.getCurve().getField()).getP();
    BigInteger y = ordinate(parameters.getCurve(), p, x);
    PublicKey one = point(x, y, parameters);
    return new FileSigner.KeyPairOf(
        key, belongs(key, one) ? one : point(x, p.subtract(y), parameters));
  }

  private static boolean isAccepted(ECParameterSpec parameters) throws GeneralSecurityException {
    for (String curve : CURVES) {
      AlgorithmParameters known = AlgorithmParameters.getInstance("EC");
      known.init(new ECGenParameterSpec(curve));
      ECParameterSpec spec = known.getParameterSpec(ECParameterSpec.class);
      if (spec.getCurve().equals(parameters.getCurve())
          && spec.getGenerator().equals(parameters.getGenerator())
          && spec.getOrder().equals(parameters.getOrder())) {
        return true;
      }
    }
    return false;
  }

  // The JDK multiplies points in key agreement only: what the private key and the generator agree
  // on
  // is the abscissa of the public point. Not every file holds that point.
  private static BigInteger abscissa(PrivateKey key, ECParameterSpec parameters)
      throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(key);
    ECPoint generator = parameters.getGenerator();
    agreement.doPhase(point(generator.getAffineX(), generator.getAffineY(), parameters), true);
    return new BigInteger(1, agreement.generateSecret());
  }

  // Both curves' primes are 3 modulo 4, where this power is a square root.
  private static BigInteger ordinate(EllipticCurve curve, BigInteger p, BigInteger x) {
    BigInteger square =
        x.modPow(BigInteger.valueOf(3), p).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
    return square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
  }

  private static PublicKey point(BigInteger x, BigInteger y, ECParameterSpec parameters)
      throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), parameters));
  }

  private static boolean belongs(PrivateKey secret, PublicKey open)
      throws GeneralSecurityException {
    byte[] message = {1};
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(secret);
    signature.update(message);
    byte[] signed = signature.sign();
    signature.initVerify(open);
    signature.update(message);
    return signature.verify(signed);
  }
}
