// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.image;

import dev.sbomlock.blesser.PortableAttributes;
import dev.sbomlock.image.LayerVisitor;
import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.image.tar.TarReader;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** Measures the files of one layer while its decompressed bytes are kept. */
final class LayerMeasurer implements LayerVisitor<ImageFile> {

  private static final int BUFFER = 1 << 17;

  private final int layer;
  private final Spool spool;
  private final Progress progress;
  private final byte[] buffer = new byte[BUFFER];
  private final ContentDigester digester = new ContentDigester();

  /** Where the decompressed bytes of a layer go. */
  interface Spool {
    OutputStream of(int layer) throws IOException;
  }

  LayerMeasurer(int layer, Spool spool, Progress progress) {
    this.layer = layer;
    this.spool = spool;
    this.progress = progress;
  }

  @Override
  public OutputStream copy() throws IOException {
    return spool.of(layer);
  }

  @Override
  public ImageFile file(TarEntry entry, ArtifactPath path, TarReader content) throws IOException {
    long position = content.position();
    Map<String, byte[]> attributes = new HashMap<>();
    for (String name : PortableAttributes.NAMES) {
      content.xattr(name).ifPresent(value -> attributes.put(name, value));
    }
    TarReader.Owner owner = content.owner();
    int read;
    while ((read = content.read(buffer, 0, buffer.length)) >= 0) {
      digester.update(buffer, 0, read);
    }
    return new ImageFile(
        layer,
        position,
        digester.finish(),
        new PortableAttributes.Entry(attributes, owner.uid(), owner.gid(), entry.mode()));
  }

  @Override
  public void read(long bytes) {
    progress.advance(bytes);
  }
}
