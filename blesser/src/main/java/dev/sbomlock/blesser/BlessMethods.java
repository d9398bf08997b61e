// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.manifest.Text;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Methods that can be applied to one file together, and the key of those that sign. */
public final class BlessMethods {

  private final Set<BlessMethod> methods;
  private final Optional<FileSigner> signer;

  /**
   * Methods with what they need.
   *
   * @throws IllegalArgumentException when {@link #contradiction} finds one, or a key is there and
   *     not needed or the other way round
   */
  public BlessMethods(Set<BlessMethod> methods, Optional<FileSigner> signer) {
    this.methods = EnumSet.copyOf(methods);
    this.signer = signer;
    contradiction(methods)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    if (sign(methods) != signer.isPresent()) {
      throw new IllegalArgumentException("a key is for methods that sign, and those need one");
    }
  }

  /** Whether one of them takes a private key. */
  public static boolean sign(Set<BlessMethod> methods) {
    return methods.stream().anyMatch(BlessMethod::signs);
  }

  /** Why these methods cannot be applied together, or empty. */
  public static Optional<String> contradiction(Set<BlessMethod> methods) {
    List<BlessMethod> ima =
        EnumSet.copyOf(methods).stream()
            .filter(method -> method.attribute().equals(ImaMechanism.XATTR))
            .toList();
    if (ima.size() > 1) {
      return Optional.of(
          Text.format(
              "'%s' and '%s' write the same attribute: choose one",
              ima.get(0).key(), ima.get(1).key()));
    }
    if (methods.contains(BlessMethod.EVM_PORTABLE) && ima.isEmpty()) {
      return Optional.of(
          "'evm-portable' signs what security.ima holds: add 'ima', 'ima-sig' or another that"
              + " writes it");
    }
    if (methods.contains(BlessMethod.IMA_SIGV3_VERITY) && !methods.contains(BlessMethod.FSVERITY)) {
      return Optional.of(
          "'ima-sigv3-verity' signs the digest that fs-verity keeps: add 'fsverity'");
    }
    return Optional.empty();
  }

  /** What applies them, in the order of {@link BlessMethod}. */
  List<Mechanism> mechanisms() {
    return methods.stream().map(this::mechanism).toList();
  }

  private Mechanism mechanism(BlessMethod method) {
    return switch (method) {
      case FSVERITY -> new FsverityMechanism();
      case IMA -> new ImaMechanism(method, new ImaDigestForm());
      case IMA_SIG, IMA_SIGV3, IMA_SIGV3_VERITY ->
          new ImaMechanism(method, ImaSignatureForm.of(method, signer.orElseThrow()));
      case EVM_PORTABLE -> new EvmMechanism(ima(), signer.orElseThrow());
    };
  }

  private Mechanism ima() {
    return methods.stream()
        .filter(method -> method.attribute().equals(ImaMechanism.XATTR))
        .map(this::mechanism)
        .findFirst()
        .orElseThrow();
  }
}
