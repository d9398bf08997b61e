// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;

/** A key that was made just now, and its self-signed certificate. */
public final class NewKey {

  private static final int PEM_LINE = 64;

  private final KeyPair keys;
  private final byte[] certificate;
  private final byte[] identifier;

  private NewKey(KeyPair keys, byte[] certificate, byte[] identifier) {
    this.keys = keys;
    this.certificate = certificate;
    this.identifier = identifier;
  }

  /**
   * Makes a key.
   *
   * @param name whom the certificate is about, its common name
   * @param from the first day of the certificate, UTC
   * @param until the first day on which it holds no more
   */
  public static NewKey make(KeyKind kind, String name, LocalDate from, LocalDate until) {
    KeyPair keys = kind.generate();
    byte[] identifier = SignerCertificate.subjectKeyIdentifier(keys.getPublic());
    return new NewKey(
        keys, SelfSigned.certificate(kind, keys, identifier, name, from, until), identifier);
  }

  /** What the kernel finds the key by. */
  public int keyId() {
    return ByteBuffer.wrap(identifier).getInt(identifier.length - Integer.BYTES);
  }

  /**
   * Writes both files, which must not be there yet: the key for its owner only. When one cannot be
   * written, neither is left.
   *
   * @param passphrase encrypts the key, unless it is empty; overwritten
   * @throws RejectedException B034
   */
  public void write(Path key, Path certificateFile, char[] passphrase) throws RejectedException {
    byte[] secret = keys.getPrivate().getEncoded();
    String label = "PRIVATE KEY";
    if (passphrase.length > 0) {
      secret = Pkcs8.encrypt(secret, passphrase, new SecureRandom());
      label = "ENCRYPTED PRIVATE KEY";
      Arrays.fill(passphrase, ' ');
    }
    String body = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(secret);
    String pem = Text.format("-----BEGIN %s-----\n%s\n-----END %s-----\n", label, body, label);
    write(key, "rw-------", pem.getBytes(StandardCharsets.US_ASCII));
    try {
      write(certificateFile, "rw-r--r--", certificate);
    } catch (RejectedException e) {
      remove(key, e);
      throw e;
    }
  }

  private static void write(Path file, String permissions, byte[] content)
      throws RejectedException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    } catch (FileAlreadyExistsException e) {
      throw new RejectedException(
          FileSignerProblems.notWritten(file.toString(), "there is one already"));
    } catch (IOException e) {
      throw new RejectedException(FileSignerProblems.notWritten(file.toString(), reason(e)));
    }
    try {
      Files.write(file, content);
    } catch (IOException e) {
      RejectedException failure =
          new RejectedException(FileSignerProblems.notWritten(file.toString(), reason(e)));
      remove(file, failure);
      throw failure;
    }
  }

  private static void remove(Path file, RejectedException cause) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no such directory";
    }
    if (failure instanceof AccessDeniedException) {
      return "this user may not write there";
    }
    return String.valueOf(failure.getMessage());
  }
}
