// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.image;

import dev.sbomlock.blesser.PortableAttributes;
import dev.sbomlock.image.LayerCopy;
import dev.sbomlock.image.LayerVisitor;
import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.image.tar.TarReader;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Hashing;
import dev.sbomlock.manifest.Progress;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Measures the files of one layer, and says before each how it will be blessed if it is right. */
final class LayerMeasurer implements LayerVisitor<ImageFile> {

  private static final int BUFFER = 1 << 17;

  private final int layer;
  private final Guess guess;
  private final Optional<LayerCopy> copy;
  private final Progress progress;
  private final byte[] buffer = new byte[BUFFER];
  private final MessageDigest sha256 = Hashing.sha256();

  /** Says how the attributes of a file would change; empty when that is not to be guessed. */
  interface Guess {
    Optional<Map<String, Optional<byte[]>>> of(
        ArtifactPath path, long position, PortableAttributes.Entry entry);
  }

  LayerMeasurer(int layer, Guess guess, Optional<LayerCopy> copy, Progress progress) {
    this.layer = layer;
    this.guess = guess;
    this.copy = copy;
    this.progress = progress;
  }

  @Override
  public Optional<LayerCopy> copy() {
    return copy;
  }

  @Override
  public ImageFile file(TarEntry entry, ArtifactPath path, TarReader content) throws IOException {
    long position = content.position();
    Map<String, byte[]> attributes = new HashMap<>();
    for (String name : PortableAttributes.NAMES) {
      content.xattr(name).ifPresent(value -> attributes.put(name, value));
    }
    TarReader.Owner owner = content.owner();
    PortableAttributes.Entry found =
        new PortableAttributes.Entry(attributes, owner.uid(), owner.gid(), entry.mode());
    Optional<Map<String, Optional<byte[]>>> guessed = guess.of(path, position, found);
    long size = 0;
    int read;
    while ((read = content.read(buffer, 0, buffer.length)) >= 0) {
      sha256.update(buffer, 0, read);
      size += read;
    }
    Digest digest = Digest.of(DigestAlgorithm.SHA256, sha256.digest());
    return new ImageFile(layer, position, size, digest, found, guessed);
  }

  @Override
  public void read(long bytes) {
    progress.advance(bytes);
  }
}
