// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.signing.Passphrase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PEM file with a private key in it, and perhaps its certificate.
 *
 * @param place what to call it in diagnostics
 * @param text its content
 */
record KeyFile(String place, String text) {

  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC |ENCRYPTED |OPENSSH |DSA )?PRIVATE KEY)-----(.*?)-----END \\1-----",
          Pattern.DOTALL);
  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

  /** Reads a file, without knowing yet what is in it. */
  static KeyFile read(Path file) throws RejectedException {
    String place = String.valueOf(file.getFileName());
    try {
      return new KeyFile(place, new String(SmallFile.read(file), StandardCharsets.ISO_8859_1));
    } catch (SmallFile.UnreadableException e) {
      throw new RejectedException(FileSignerProblems.unusableKey(place, e.fact()));
    }
  }

  /** Its key. */
  FileSigner.KeyPairOf keys(Passphrase passphrase) throws RejectedException {
    try {
      return KeyPairs.of(privateKey(passphrase));
    } catch (RuntimeException e) {
      // The JDK throws what it likes at malformed keys.
      throw new RejectedException(
          FileSignerProblems.unusableKey(
              place, Optional.ofNullable(e.getMessage()).orElse("it is malformed")));
    }
  }

  /** The certificate that stands beside the key, as evmctl takes it from there, too. */
  Optional<SignerCertificate> certificate() throws RejectedException {
    int begin = text.indexOf(CERTIFICATE);
    return begin < 0
        ? Optional.empty()
        : Optional.of(
            SignerCertificate.parse(
                text.substring(begin).getBytes(StandardCharsets.ISO_8859_1), place));
  }

  /** The key as PKCS#8. */
  private byte[] privateKey(Passphrase passphrase) throws RejectedException {
    Matcher matcher = KEY.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("it holds no private key in PEM");
    }
    String body = matcher.group(2);
    if (body.contains("Proc-Type:")) {
      throw new RejectedException(
          FileSignerProblems.locked(
              place, "it is encrypted in the old way, by MD5 of its passphrase"));
    }
    byte[] der = Base64.getMimeDecoder().decode(body);
    return switch (matcher.group(1)) {
      case "PRIVATE KEY" -> der;
      case "ENCRYPTED PRIVATE KEY" -> decrypt(der, passphrase);
      case "RSA PRIVATE KEY" -> Pkcs8.ofRsa(der);
      case "EC PRIVATE KEY" -> Pkcs8.ofEc(der);
      default -> throw new IllegalArgumentException("it is a '" + matcher.group(1) + "'");
    };
  }

  private byte[] decrypt(byte[] der, Passphrase passphrase) throws RejectedException {
    char[] secret = passphrase.ask();
    try {
      if (secret.length == 0) {
        throw new RejectedException(
            FileSignerProblems.locked(place, "it is encrypted, and there is no passphrase"));
      }
      return Pkcs8.decrypt(der, secret)
          .orElseThrow(
              () ->
                  new RejectedException(
                      FileSignerProblems.locked(
                          place, "it cannot be decrypted with this passphrase")));
    } finally {
      Arrays.fill(secret, ' ');
    }
  }
}
