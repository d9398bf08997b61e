// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.manifest.dsse.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Someone with an ed25519 key who signs what tests need, as securesystemslib would. */
public final class Signer {

  private final KeyPair pair;

  private Signer(KeyPair pair) {
    this.pair = pair;
  }

  /** Someone new. */
  public static Signer create() {
    try {
      return new Signer(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public key as securesystemslib writes it to a file. */
  public String publicKey() {
    byte[] der = pair.getPublic().getEncoded();
    String hex = HexFormat.of().formatHex(Arrays.copyOfRange(der, der.length - 32, der.length));
    return "{\"keyid_hash_algorithms\":[\"sha256\",\"sha512\"],\"keytype\":\"ed25519\","
        + "\"keyval\":{\"public\":\""
        + hex
        + "\"},\"scheme\":\"ed25519\"}";
  }

  /** The label of the key, as securesystemslib computes it. */
  public String keyId() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(CanonicalJson.encode(parse(publicKey()))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key's entry in a layout. */
  public String layoutKey() {
    return "\"" + keyId() + "\":{\"keyid\":\"" + keyId() + "\"," + publicKey().substring(1);
  }

  /** A metablock of that content, signed by these. */
  public static String metablock(String signed, Signer... signers) {
    byte[] message = CanonicalJson.encode(parse(signed));
    String signatures =
        Stream.of(signers)
            .map(
                signer ->
                    "{\"keyid\":\""
                        + signer.keyId()
                        + "\",\"sig\":\""
                        + HexFormat.of().formatHex(signer.sign(message))
                        + "\"}")
            .collect(Collectors.joining(","));
    return "{\"signatures\":[" + signatures + "],\"signed\":" + signed + "}";
  }

  /** A DSSE envelope of that in-toto payload, signed by these. */
  public static String envelope(String payload, Signer... signers) {
    return envelope(payload, Envelope.IN_TOTO, signers);
  }

  /** A DSSE envelope of a payload of that type, signed by these. */
  public static String envelope(String payload, String type, Signer... signers) {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    byte[] message = Envelope.preAuthenticationEncoding(type, bytes);
    List<String> signatures =
        Stream.of(signers)
            .map(
                signer ->
                    "{\"keyid\":\"\",\"sig\":\""
                        + Base64.getEncoder().encodeToString(signer.sign(message))
                        + "\"}")
            .toList();
    return "{\"payload\":\""
        + Base64.getEncoder().encodeToString(bytes)
        + "\",\"payloadType\":\""
        + type
        + "\",\"signatures\":["
        + String.join(",", signatures)
        + "]}";
  }

  private byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonObject parse(String json) {
    try {
      return JsonValue.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
