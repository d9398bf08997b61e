// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.image.attach.RegistryAccess;
import dev.sbomlock.image.attach.RegistryReference;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** How a registry is spoken to. */
final class RegistryOptions {

  private final Usage usage;
  private final Supplier<Optional<String>> user;
  private final Supplier<Optional<Integer>> password;
  private final Supplier<Optional<Path>> authorities;
  private final Supplier<Boolean> plainHttp;

  RegistryOptions(Usage usage) {
    this.usage = usage;
    this.user =
        usage
            .option("--user")
            .takes("NAME", String.class)
            .says("Who you are to the registry (default: nobody).")
            .optional();
    this.password =
        usage
            .option("--password-fd")
            .takes("N", Integer.class)
            .says(
                "The file descriptor to read the user's password from, up to a line feed (default:"
                    + " ask at the terminal).")
            .optional();
    this.authorities =
        usage
            .option("--ca")
            .takes("FILE", Path.class)
            .says("Certificates in PEM that are trusted, in place of those that Java trusts.")
            .optional();
    this.plainHttp =
        usage
            .option("--plain-http")
            .says("Speak without TLS: whoever is on the way sees and changes what is sent.")
            .flag();
  }

  /** What the options say. */
  RegistryAccess access() {
    if (password.get().isPresent() && user.get().isEmpty()) {
      throw usage.wrong("--password-fd is for --user");
    }
    if (plainHttp.get() && authorities.get().isPresent()) {
      throw usage.wrong("--ca is for TLS, which --plain-http does without");
    }
    Optional<String> credentials =
        user.get().map(name -> name + ":" + new String(new SignPassphrase(password.get()).ask()));
    return new RegistryAccess(plainHttp.get(), authorities.get(), credentials);
  }

  /** The image in a registry that an argument names. */
  RegistryReference reference(String text) {
    try {
      return RegistryReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw usage.wrong(String.valueOf(e.getMessage()));
    }
  }
}
