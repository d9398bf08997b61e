// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.blesser.signing.KernelSignature;
import dev.sbomlock.blesser.signing.SignatureHash;
import dev.sbomlock.manifest.Measurement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The attributes that bless a file which is not on a file system yet, but in an archive. Equal
 * content has one signature, which is made once. For any number of threads.
 */
public final class PortableAttributes {

  /** Every attribute of a file in an archive that is looked at. */
  public static final List<String> NAMES =
      Stream.concat(EvmDigest.SIGNED.stream(), Stream.of(EvmMechanism.XATTR)).toList();

  private static final int REGULAR = 0100000;

  private final ImaForm ima;
  private final Optional<FileSigner> evm;

  private PortableAttributes(ImaForm ima, Optional<FileSigner> evm) {
    this.ima = ima;
    this.evm = evm;
  }

  /**
   * Those that methods write; empty when one of them is not about attributes alone, as fs-verity is
   * not.
   */
  public static Optional<PortableAttributes> of(BlessMethods methods) {
    return methods.isPortable()
        ? Optional.of(new PortableAttributes(methods.imaForm(), methods.evmSigner()))
        : Optional.empty();
  }

  /**
   * A file as its archive has it.
   *
   * @param attributes those of {@link #NAMES} that it brings
   * @param mode permission bits with setuid, setgid and sticky
   */
  public record Entry(Map<String, byte[]> attributes, int uid, int gid, int mode) {

    /** Copies. */
    public Entry {
      attributes = Map.copyOf(attributes);
    }
  }

  /**
   * The attributes that must change so that a file is blessed: a value, or empty where one must go
   * because it is no longer true. A signature of this key that holds stays as it is.
   */
  public Map<String, Optional<byte[]>> changes(Measurement expected, Entry entry) {
    Map<String, Optional<byte[]>> changes = new HashMap<>();
    byte[] held = entry.attributes().get(ImaMechanism.XATTR);
    boolean kept = held != null && ima.judge(held, expected) instanceof Protection.Blessed;
    byte[] value = kept && held != null ? held : ima.value(expected);
    if (!kept) {
      changes.put(ImaMechanism.XATTR, Optional.of(value));
    }
    byte[] signature = entry.attributes().get(EvmMechanism.XATTR);
    if (evm.isEmpty()) {
      // It was over another security.ima, and would deny the file now.
      if (!kept && signature != null) {
        changes.put(EvmMechanism.XATTR, Optional.empty());
      }
      return changes;
    }
    byte[] digest = digest(entry, value);
    if (signature == null || !isOurs(signature, digest, evm.get())) {
      changes.put(EvmMechanism.XATTR, Optional.of(sign(digest, evm.get())));
    }
    return changes;
  }

  private static byte[] digest(Entry entry, byte[] imaValue) {
    EvmDigest digest = new EvmDigest();
    for (String name : EvmDigest.SIGNED) {
      byte[] value = name.equals(ImaMechanism.XATTR) ? imaValue : entry.attributes().get(name);
      if (value != null) {
        digest.attribute(value);
      }
    }
    return digest.finish(entry.uid(), entry.gid(), REGULAR | entry.mode());
  }

  private static boolean isOurs(byte[] held, byte[] digest, FileSigner signer) {
    return KernelSignature.parse(held)
        .filter(signature -> EvmInspector.isOurs(signature, digest, signer.verifier()))
        .isPresent();
  }

  private static byte[] sign(byte[] digest, FileSigner signer) {
    return signer.sign(KernelSignature.EVM_PORTABLE, 2, SignatureHash.SHA256, digest).encode();
  }
}
