// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.blesser.signing.KeyKind;
import dev.sbomlock.blesser.signing.NewKey;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code sbomlock keygen}: a key that signs files, and the certificate that the kernel takes. */
final class KeygenCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Makes a private key for 'bless' and its self-signed certificate.",
          "Writes the commands that load the certificate into the kernel's keyrings; it loads"
              + " nothing.");

  private final Supplier<Path> key =
      usage
          .option("--key")
          .takes("FILE", Path.class)
          .says("Where to write the private key, PEM PKCS#8, for its owner only.")
          .required();

  private final Supplier<Path> certificate =
      usage
          .option("--certificate")
          .takes("FILE", Path.class)
          .says("Where to write the certificate, DER as keyctl(1) takes it.")
          .required();

  private final Supplier<KeyKind> kind =
      usage
          .option("--type")
          .takes("rsa2048|rsa3072|rsa4096|p256|p384", KeygenCommand::kind)
          .says(
              "The kind of key (default: ${DEFAULT-VALUE}). RSA signs equal content equally, ECDSA's"
                  + " signatures are small.")
          .otherwise("rsa3072");

  private final Supplier<String> name =
      usage
          .option("--name")
          .takes("NAME", String.class)
          .says("The certificate's common name (default: ${DEFAULT-VALUE}).")
          .otherwise("sbomlock bless");

  private final Supplier<Integer> days =
      usage
          .option("--days")
          .takes("N", Integer.class)
          .says(
              "How long the certificate holds (default: ${DEFAULT-VALUE}). Kernels do not look at"
                  + " it.")
          .otherwise("3650");

  private final Supplier<Optional<Integer>> passphrase =
      usage
          .option("--passphrase-fd")
          .takes("N", Integer.class)
          .says(
              "The file descriptor to read a passphrase from that encrypts the key, up to a line"
                  + " feed (default: it is not encrypted).")
          .optional();

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Optional<Integer> descriptor = passphrase.get();
    char[] secret = descriptor.isEmpty() ? new char[0] : new SignPassphrase(descriptor).ask();
    if (descriptor.isPresent() && secret.length == 0) {
      throw usage.wrong("--passphrase-fd names a descriptor without a passphrase");
    }
    if (days.get() < 1) {
      throw usage.wrong("--days is at least 1");
    }
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    NewKey made = NewKey.make(kind.get(), name.get(), today, today.plusDays(days.get()));
    made.write(key.get(), certificate.get(), secret);
    show(made, usage.console());
    return ExitCode.DONE;
  }

  private void show(NewKey made, Console console) {
    String keyId = Text.format("%08x", made.keyId());
    switch (output.format()) {
      case text -> {
        console.data("# Signatures of this key name it " + keyId + ".");
        console.data("# A kernel without the keyring .ima, as Debian's, asks for _ima:");
        of("_ima", "_evm").forEach(console::data);
        console.data("# One with it takes only what a key that it trusts has signed:");
        of(".ima", ".evm").forEach(console::data);
      }
      case json ->
          console.json(
              json -> {
                json.writeStringField("key", key.get().toString());
                json.writeStringField("certificate", certificate.get().toString());
                json.writeStringField("keyId", keyId);
                json.writeArrayFieldStart("commands");
                for (String command : of("_ima", "_evm")) {
                  json.writeString(command);
                }
                json.writeEndArray();
              });
    }
  }

  private List<String> of(String... rings) {
    String file = "'" + certificate.get().toString().replace("'", "'\\''") + "'";
    return List.of(rings).stream()
        .map(
            ring ->
                ring.startsWith(".")
                    ? "keyctl padd asymmetric '' %keyring:" + ring + " <" + file
                    : "keyctl padd asymmetric '' \"$(keyctl search @u keyring "
                        + ring
                        + " 2>/dev/null || keyctl newring "
                        + ring
                        + " @u)\" <"
                        + file)
        .toList();
  }

  private static KeyKind kind(String wanted) {
    for (KeyKind kind : KeyKind.values()) {
      if (kind.key().equals(wanted)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "expected rsa2048, rsa3072, rsa4096, p256 or p384, not '" + wanted + "'");
  }
}
