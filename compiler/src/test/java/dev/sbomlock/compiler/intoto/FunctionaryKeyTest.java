// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.manifest.dsse.Envelope;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each scheme verifies its own signatures, in both forms of ECDSA, and nobody else's. */
final class FunctionaryKeyTest {

  private static final byte[] MESSAGE = "what is signed".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "what is forged".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @CsvSource({
    "Ed25519,'',Ed25519",
    "EC,secp256r1,SHA256withECDSA",
    "EC,secp256r1,SHA256withECDSAinP1363Format",
    "EC,secp384r1,SHA384withECDSA",
    "EC,secp384r1,SHA384withECDSAinP1363Format",
    "EC,secp521r1,SHA512withECDSA",
    "EC,secp521r1,SHA512withECDSAinP1363Format",
    "RSA,'',SHA256withRSA",
  })
  void verifiesItsOwnSignatures(String kind, String curve, String algorithm) throws Exception {
    KeyPair pair = pair(kind, curve);
    byte[] signature = sign(Signature.getInstance(algorithm), pair, MESSAGE);
    FunctionaryKey key = new FunctionaryKey("key", pair.getPublic(), "");
    assertThat(key.verifies(MESSAGE, signature)).isTrue();
    assertThat(key.verifies(OTHER, signature)).isFalse();
    assertThat(
            new FunctionaryKey("k", pair(kind, curve).getPublic(), "").verifies(MESSAGE, signature))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "32,rsassa-pss-sha256,true",
    "32,'',true",
    "20,'',false",
    "32,rsa-pkcs1v15-sha256,false"
  })
  void countsPssWithASaltOf32BytesOnly(int salt, String scheme, boolean counts) throws Exception {
    KeyPair pair = pair("RSA", "");
    Signature pss = Signature.getInstance("RSASSA-PSS");
    pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt, 1));
    byte[] signature = sign(pss, pair, MESSAGE);
    FunctionaryKey key = new FunctionaryKey("key", pair.getPublic(), scheme);
    assertThat(key.verifies(MESSAGE, signature)).isEqualTo(counts);
  }

  @Test
  void refusesOtherCurves() throws Exception {
    assertThatThrownBy(() -> new FunctionaryKey("k", pair("Ed448", "").getPublic(), ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** DSSE protocol, "Test Vectors": its ECDSA signature is r and s as they are. */
  @Test
  void verifiesTheVectorOfDsse() throws Exception {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point =
        new ECPoint(
            new BigInteger(
                "46950820868899156662930047687818585632848591499744589407958293238635476079160"),
            new BigInteger(
                "5640078356564379163099075877009565129882514886557779369047442380624545832820"));
    PublicKey key =
        KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    byte[] signature =
        Base64.getDecoder()
            .decode(
                "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==");
    byte[] signed =
        Envelope.preAuthenticationEncoding(
            "http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8));
    assertThat(new FunctionaryKey("dsse", key, "").verifies(signed, signature)).isTrue();
  }

  private static KeyPair pair(String kind, String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    if (!curve.isEmpty()) {
      generator.initialize(new ECGenParameterSpec(curve));
    }
    return generator.generateKeyPair();
  }

  private static byte[] sign(Signature signer, KeyPair pair, byte[] message) throws Exception {
    signer.initSign(pair.getPrivate());
    signer.update(message);
    return signer.sign();
  }
}
