// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.Platform;
import dev.sbomlock.image.SmallFile;
import dev.sbomlock.image.attach.LayoutReferrers;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code sbomlock attach}: a signed manifest goes with an image of a layout. */
final class AttachCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Lets a signed manifest go with an image: as an OCI referrer in its layout, found by the"
              + " tag sha256-HEX of the image's digest. 'sbomlock push' takes it along.");

  private final Supplier<Path> signed =
      usage.parameter("SIGNED", Path.class, "What 'sbomlock sign -o' wrote.");

  private final Supplier<ImageReference> image =
      usage
          .option("--image")
          .takes("oci:DIR[:TAG]", ImageReference::parse)
          .says("The image, in an OCI layout, which is changed.")
          .required();

  private final Supplier<Optional<Platform>> platform =
      usage
          .option("--platform")
          .takes("OS/ARCH[/VARIANT]", Platform::parse)
          .says("Which of several images.")
          .optional();

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Path file = signed.get();
    byte[] envelope;
    try {
      envelope = SmallFile.read(file);
    } catch (IOException e) {
      throw new RejectedException(FileProblems.unreadable(file, e));
    }
    Digest digest = LayoutReferrers.attach(image.get(), platform.get(), envelope, "'" + file + "'");
    switch (output.format()) {
      case text -> usage.console().data(digest.toString());
      case json -> usage.console().json(json -> json.writeStringField("digest", digest.toString()));
    }
    return ExitCode.DONE;
  }
}
