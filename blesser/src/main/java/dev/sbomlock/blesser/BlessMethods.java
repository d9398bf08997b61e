// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.VerityParameters;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Methods that can be applied to one file together, and the key of those that sign. */
public final class BlessMethods {

  private final Set<BlessMethod> methods;
  private final Optional<FileSigner> signer;
  private final Optional<ImaForm> imaForm;
  private final Optional<BpfValue.Kind> bpf;
  private final Optional<SignedDigests> bpfSignatures;

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
    imaForm = this.methods.stream().filter(BlessMethods::isIma).findFirst().map(this::form);
    bpf = this.methods.contains(BlessMethod.BPF_XATTR) ? Optional.of(bpfKind()) : Optional.empty();
    bpfSignatures =
        bpf.flatMap(kind -> signer.map(key -> new SignedDigests(kind.signatureType(), 3, key)));
  }

  /** Their names. */
  @Override
  public String toString() {
    return methods.stream().map(BlessMethod::key).collect(Collectors.joining(", "));
  }

  /** The methods, in the order in which a file gets them. */
  public Set<BlessMethod> methods() {
    return EnumSet.copyOf(methods);
  }

  /** Whether one of them takes a private key. */
  public static boolean sign(Set<BlessMethod> methods) {
    return methods.stream().anyMatch(BlessMethod::signs);
  }

  /**
   * The others, where something else does what {@code left} would; empty when there is no other.
   *
   * @throws IllegalArgumentException when one of the others needs it
   */
  public Optional<BlessMethods> without(BlessMethod left) {
    Set<BlessMethod> others = methods();
    others.remove(left);
    return others.isEmpty() ? Optional.empty() : Optional.of(new BlessMethods(others, signer));
  }

  /** Why these methods cannot be applied together, or empty. */
  public static Optional<String> contradiction(Set<BlessMethod> methods) {
    List<BlessMethod> ima = EnumSet.copyOf(methods).stream().filter(BlessMethods::isIma).toList();
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

  /**
   * What applies them, in the order of {@link BlessMethod}; for one thread.
   *
   * @param parameters of the trees that fs-verity makes
   */
  List<Mechanism> mechanisms(VerityParameters parameters) {
    return methods.stream().map(method -> mechanism(method, parameters)).toList();
  }

  /** Whether each of them writes nothing but an attribute, and needs nothing but the content. */
  boolean isPortable() {
    return !methods.contains(BlessMethod.FSVERITY)
        && !methods.contains(BlessMethod.IMA_SIGV3_VERITY)
        && !methods.contains(BlessMethod.BPF_XATTR);
  }

  /** Who signs security.evm, if that is one of them. */
  Optional<FileSigner> evmSigner() {
    return signer.filter(key -> methods.contains(BlessMethod.EVM_PORTABLE));
  }

  /** What security.ima is to hold; only when one of them writes it. Threads share what it signs. */
  ImaForm imaForm() {
    return imaForm.orElseThrow();
  }

  private static boolean isIma(BlessMethod method) {
    return method.attribute().equals(ImaMechanism.XATTR);
  }

  private ImaForm form(BlessMethod method) {
    return method == BlessMethod.IMA
        ? new ImaDigestForm()
        : ImaSignatureForm.of(method, signer.orElseThrow());
  }

  private Mechanism mechanism(BlessMethod method, VerityParameters parameters) {
    return switch (method) {
      case FSVERITY -> new FsverityMechanism(parameters);
      case IMA, IMA_SIG, IMA_SIGV3, IMA_SIGV3_VERITY -> new ImaMechanism(method, imaForm());
      case EVM_PORTABLE -> new EvmMechanism(imaMechanism(), signer.orElseThrow());
      case BPF_XATTR -> new BpfMechanism(bpf.orElseThrow(), bpfSignatures.orElseThrow());
    };
  }

  /** Where fs-verity keeps the content, its digest is what a BPF program gets for nothing. */
  private BpfValue.Kind bpfKind() {
    return methods.contains(BlessMethod.FSVERITY) ? BpfValue.Kind.VERITY : BpfValue.Kind.CONTENT;
  }

  private Mechanism imaMechanism() {
    return new ImaMechanism(
        methods.stream().filter(BlessMethods::isIma).findFirst().orElseThrow(), imaForm());
  }
}
