// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.Keyring;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** Whose signature may change a sealed guard: an X.509 certificate. */
public final class UpdateKey {

  /**
   * Nobody's number: systemd, and so most distributions, give out none above 0x7fffffff. Its
   * keyring lives as long as the kernel, and holds nothing else.
   */
  private static final long USER = 0xffff0000L;

  private final Path file;
  private final byte[] certificate;

  private UpdateKey(Path file, byte[] certificate) {
    this.file = file;
    this.certificate = certificate;
  }

  /**
   * Reads a certificate, in PEM or DER.
   *
   * @throws RejectedException L057 when it is none
   */
  public static UpdateKey read(Path file) throws RejectedException {
    try (InputStream input = Files.newInputStream(file)) {
      return new UpdateKey(
          file, CertificateFactory.getInstance("X.509").generateCertificate(input).getEncoded());
    } catch (IOException e) {
      throw new RejectedException(
          LoaderProblems.unusableUpdateKey(file, e.getClass().getSimpleName()));
    } catch (CertificateException e) {
      throw new RejectedException(
          LoaderProblems.unusableUpdateKey(file, "it holds no X.509 certificate"));
    }
  }

  /**
   * Gives the kernel the key, and nothing beside it, to verify updates with.
   *
   * @throws RejectedException L057 when the kernel does not take it
   */
  Keyring.Kept install() throws RejectedException {
    try {
      return Keyring.keep(USER, certificate);
    } catch (NativeException e) {
      throw new RejectedException(
          LoaderProblems.unusableUpdateKey(file, e.call() + ": " + e.reason()));
    }
  }

  /** Takes it back, once no guard protects it. */
  static void remove() throws NativeException {
    Keyring.clear(USER);
  }
}
