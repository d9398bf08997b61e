// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.ImageReference.Transport;
import dev.sbomlock.image.compression.Compression;
import dev.sbomlock.image.tar.TarRewriter;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.Progress.Unit;
import dev.sbomlock.manifest.RejectedException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image that is written beside its place and appears there whole, or not at all. Its layers were
 * read before, each with a {@linkplain #spool copy of its decompressed bytes} here: what was
 * verified is what is written.
 */
public final class ImageOutput implements AutoCloseable {

  private static final int BUFFER = 1 << 17;

  private final ImageReference reference;
  private final Workspace workspace;

  private ImageOutput(ImageReference reference, Workspace workspace) {
    this.reference = reference;
    this.workspace = workspace;
  }

  /**
   * How an image is to be written.
   *
   * @param compression of its layers; empty keeps each layer's, and what does not change is not
   *     compressed again
   * @param threads how many to keep busy; the bytes do not depend on it
   */
  public record Form(Optional<Compression> compression, int threads) {}

  /** The attributes that entries are to get, by the position of their content in their layer. */
  public interface Changes {

    /** Those of one layer. */
    Map<Long, Map<String, Optional<byte[]>>> of(int layer);
  }

  /**
   * Starts an output.
   *
   * @throws RejectedException C215 when there is something already, C216 when another process is
   *     writing it, C217 when it cannot be written
   */
  public static ImageOutput create(ImageReference reference) throws RejectedException {
    return new ImageOutput(reference, Workspace.beside(reference.path()));
  }

  /** Takes the decompressed bytes of a layer. */
  public OutputStream spool(int layer) throws IOException {
    return new BufferedOutputStream(
        Files.newOutputStream(
            spooled(layer), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        BUFFER);
  }

  /**
   * Writes the image with its changes, and publishes it.
   *
   * @param progress is told of the bytes of its layers
   * @return the digest of its manifest, or configuration in a Docker archive
   * @throws RejectedException C217 when it cannot be written, or with what is wrong with what is
   *     copied
   */
  public Digest write(ImageDescription image, Changes changes, Form form, Progress progress)
      throws RejectedException {
    try {
      progress.begin("writing", spooledSize(image.layers().size()), Unit.BYTES);
      Path made = Files.createDirectory(workspace.resolve("made"));
      List<StoredLayer> layers = new ArrayList<>();
      Map<Digest, StoredLayer> same = new HashMap<>();
      for (int i = 0; i < image.layers().size(); i++) {
        Layer layer = image.layers().get(i);
        Map<Long, Map<String, Optional<byte[]>>> wanted = changes.of(i);
        StoredLayer known = wanted.isEmpty() ? same.get(layer.diffId()) : null;
        StoredLayer stored = known == null ? store(i, layer, wanted, form, progress) : known;
        if (!stored.changed() || known != null) {
          progress.advance(Files.size(spooled(i)));
        }
        if (wanted.isEmpty()) {
          same.put(layer.diffId(), stored);
        }
        layers.add(stored);
      }
      ImageWriter writer = new ImageWriter(made, image, layers, reference.tag());
      Digest digest =
          reference.transport() == Transport.DOCKER_ARCHIVE
              ? writer.writeDockerImage()
              : writer.writeLayout();
      if (reference.transport() == Transport.OCI) {
        workspace.publish(made);
      } else {
        workspace.publish(TarPacker.pack(made, workspace.resolve("archive")));
      }
      return digest;
    } catch (IOException e) {
      throw new RejectedException(ImageProblems.notWritten(reference.path(), e.toString()));
    }
  }

  /** Removes what was not published. */
  @Override
  public void close() {
    workspace.close();
  }

  private StoredLayer store(
      int index,
      Layer layer,
      Map<Long, Map<String, Optional<byte[]>>> wanted,
      Form form,
      Progress progress)
      throws IOException, RejectedException {
    Compression before = compressionOf(layer);
    Compression after = form.compression().orElse(before);
    if (reference.transport() == Transport.DOCKER_ARCHIVE && after == Compression.ZSTD) {
      // Neither Docker nor skopeo reads zstd in such archives.
      after = Compression.NONE;
    }
    Path file = workspace.resolve("layer-" + index);
    if (wanted.isEmpty() && before == after) {
      return copy(layer, file, before);
    }
    try (InputStream spool =
            new CountedStream(Files.newInputStream(spooled(index)), progress::advance);
        InputStream plain = new BufferedInputStream(spool, BUFFER);
        DigestingStream stored = DigestingStream.create(file)) {
      DigestingStream decompressed =
          DigestingStream.before(after.compress(Unclosed.of(stored), form.threads()));
      try (decompressed) {
        TarRewriter.rewrite(
            plain, decompressed, position -> wanted.getOrDefault(position, Map.of()));
      }
      return new StoredLayer(
          file, stored.digest(), stored.size(), decompressed.digest(), after, true);
    }
  }

  private static StoredLayer copy(Layer layer, Path file, Compression compression)
      throws IOException, RejectedException {
    try (VerifiedBlob blob = VerifiedBlob.open(layer.blob(), layer.size(), layer.digest());
        DigestingStream stored = DigestingStream.create(file)) {
      blob.transferTo(stored);
      blob.verify();
      return new StoredLayer(
          file, stored.digest(), stored.size(), layer.diffId(), compression, false);
    }
  }

  private static Compression compressionOf(Layer layer) throws IOException {
    try (InputStream stored = layer.blob().open()) {
      return Compression.of(stored.readNBytes(Compression.MAGIC_LENGTH));
    }
  }

  private long spooledSize(int layers) throws IOException {
    long size = 0;
    for (int i = 0; i < layers; i++) {
      size += Files.size(spooled(i));
    }
    return size;
  }

  private Path spooled(int layer) {
    return workspace.resolve("plain-" + layer);
  }
}
