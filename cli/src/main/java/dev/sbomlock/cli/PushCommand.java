// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.Platform;
import dev.sbomlock.image.attach.ImagePush;
import dev.sbomlock.image.attach.RegistryReference;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code sbomlock push}: an image and the manifests that go with it, into a registry. */
final class PushCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Pushes an image of a layout, with the signed manifests that were attached to it, to a"
              + " registry. The tag is set last.");

  private final Supplier<ImageReference> image =
      usage
          .option("--image")
          .takes("oci:DIR[:TAG]", ImageReference::parse)
          .says("The image, in an OCI layout.")
          .required();

  private final Supplier<Optional<Platform>> platform =
      usage
          .option("--platform")
          .takes("OS/ARCH[/VARIANT]", Platform::parse)
          .says("Of which of several images the manifests go along; the images all do.")
          .optional();

  private final Supplier<String> target =
      usage.parameter("TARGET", String.class, "Where to: HOST[:PORT]/REPOSITORY:TAG.");

  private final RegistryOptions registry = new RegistryOptions(usage);
  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    RegistryReference reference = registry.reference(target.get());
    int manifests = ImagePush.push(image.get(), platform.get(), reference, registry.access());
    switch (output.format()) {
      case text ->
          usage.console().data(Text.format("pushed %s and %d manifests", reference, manifests));
      case json -> usage.console().json(json -> json.writeNumberField("manifests", manifests));
    }
    return ExitCode.DONE;
  }
}
