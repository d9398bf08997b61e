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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sbomlock keygen}: a key that signs files, and the certificate that the kernel takes. */
@Command(
    name = "keygen",
    description = {
      "Makes a private key for 'bless' and its self-signed certificate.",
      "Writes the commands that load the certificate into the kernel's keyrings; it loads nothing."
    },
    mixinStandardHelpOptions = true)
final class KeygenCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "Where to write the private key, PEM PKCS#8, for its owner only.")
  private Path key = Path.of("");

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      required = true,
      description = "Where to write the certificate, DER as keyctl(1) takes it.")
  private Path certificate = Path.of("");

  @Option(
      names = "--type",
      paramLabel = "rsa2048|rsa3072|rsa4096|p256|p384",
      defaultValue = "rsa3072",
      converter = KindConverter.class,
      description =
          "The kind of key (default: ${DEFAULT-VALUE}). RSA signs equal content equally, ECDSA's"
              + " signatures are small.")
  private KeyKind kind = KeyKind.RSA3072;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "sbomlock bless",
      description = "The certificate's common name (default: ${DEFAULT-VALUE}).")
  private String name = "";

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "3650",
      description =
          "How long the certificate holds (default: ${DEFAULT-VALUE}). Kernels do not look at it.")
  private int days;

  @Option(
      names = "--passphrase-fd",
      paramLabel = "N",
      description =
          "The file descriptor to read a passphrase from that encrypts the key, up to a line feed"
              + " (default: it is not encrypted).")
  private @Nullable Integer passphrase;

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws RejectedException {
    char[] secret = passphrase == null ? new char[0] : new SignPassphrase(passphrase).ask();
    if (passphrase != null && secret.length == 0) {
      throw new ParameterException(
          spec.commandLine(), "--passphrase-fd names a descriptor without a passphrase");
    }
    if (days < 1) {
      throw new ParameterException(spec.commandLine(), "--days is at least 1");
    }
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    NewKey made = NewKey.make(kind, name, today, today.plusDays(days));
    made.write(key, certificate, secret);
    show(made, Console.of(spec));
    return ExitCode.DONE;
  }

  private void show(NewKey made, Console console) {
    String keyId = Text.format("%08x", made.keyId());
    switch (output.format) {
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
                json.writeStringField("key", key.toString());
                json.writeStringField("certificate", certificate.toString());
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
    String file = "'" + certificate.toString().replace("'", "'\\''") + "'";
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

  /** Takes kinds of keys by their lower-case names. */
  private static final class KindConverter implements ITypeConverter<KeyKind> {

    @Override
    public KeyKind convert(String wanted) {
      for (KeyKind kind : KeyKind.values()) {
        if (kind.key().equals(wanted)) {
          return kind;
        }
      }
      throw new TypeConversionException(
          "expected rsa2048, rsa3072, rsa4096, p256 or p384, not '" + wanted + "'");
    }
  }
}
