// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.ImageReference.Transport;
import dev.sbomlock.image.compression.Compression;
import dev.sbomlock.image.tar.TarRewriter;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.Progress.Unit;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An image that is written beside its place and appears there whole, or not at all. Its layers can
 * be written {@linkplain #ahead while they are read}, by a guess of what will change; one of which
 * the guess was wrong is read and verified once more.
 */
public final class ImageOutput implements AutoCloseable {

  private final ImageReference reference;
  private final Workspace workspace;
  private final Map<Integer, Ahead> ahead = new ConcurrentHashMap<>();

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

  /**
   * The attributes that a layer's entries are to get, by the position of their content in it. For
   * any number of threads.
   */
  public static final class Changes {
    private final Map<Long, Map<String, Optional<byte[]>>> attributes = new ConcurrentHashMap<>();

    /** Those of one entry, unless it has some; none change nothing. */
    public void put(long position, Map<String, Optional<byte[]>> attributesOfEntry) {
      if (!attributesOfEntry.isEmpty()) {
        attributes.putIfAbsent(position, attributesOfEntry);
      }
    }

    /** Whether nothing changes. */
    public boolean isEmpty() {
      return attributes.isEmpty();
    }

    private Map<String, Optional<byte[]>> of(long position) {
      return attributes.getOrDefault(position, Map.of());
    }

    /** Whether the very same values are meant: equal ones need not be the same signature. */
    private boolean isSame(Changes other) {
      return attributes.equals(other.attributes);
    }
  }

  /** A layer that was written while it was read. */
  private record Ahead(Changes guess, StoredLayer stored) {}

  /**
   * Starts an output.
   *
   * @throws RejectedException C215 when there is something already, C216 when another process is
   *     writing it, C217 when it cannot be written
   */
  public static ImageOutput create(ImageReference reference) throws RejectedException {
    return new ImageOutput(reference, Workspace.beside(reference.path()));
  }

  /**
   * Writes a layer while it is read.
   *
   * @param guess what is expected to change of it: an entry's before its content was read
   * @param threads how many may compress it
   */
  public LayerCopy ahead(int index, Layer layer, Changes guess, Form form, int threads) {
    return decompressed -> {
      StoredLayer stored =
          rewrite(decompressed, guess, file("ahead", index), compression(layer, form), threads);
      ahead.put(index, new Ahead(guess, stored));
    };
  }

  /**
   * Writes the image with its changes, and publishes it.
   *
   * @param changes of each layer
   * @param progress is told of the bytes of those layers that are read once more
   * @return the digest of its manifest, or configuration in a Docker archive
   * @throws RejectedException C217 when it cannot be written, or with what is wrong with what is
   *     copied
   */
  public Digest write(ImageDescription image, List<Changes> changes, Form form, Progress progress)
      throws RejectedException {
    try {
      Path made = Files.createDirectory(workspace.resolve("made"));
      long others = sizeOfOthers(image, changes, form);
      if (others > 0) {
        progress.begin("writing", others, Unit.BYTES);
      }
      List<StoredLayer> layers = new ArrayList<>();
      Map<Digest, StoredLayer> same = new HashMap<>();
      for (int i = 0; i < image.layers().size(); i++) {
        Layer layer = image.layers().get(i);
        Changes wanted = changes.get(i);
        StoredLayer known = wanted.isEmpty() ? same.get(layer.diffId()) : null;
        StoredLayer stored = known == null ? store(i, layer, wanted, form, progress) : known;
        if (known != null) {
          progress.advance(layer.size());
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

  /** Of the layers that are still to be written, as they are stored. */
  private long sizeOfOthers(ImageDescription image, List<Changes> changes, Form form)
      throws IOException {
    long size = 0;
    for (int i = 0; i < image.layers().size(); i++) {
      Layer layer = image.layers().get(i);
      if (written(i, layer, changes.get(i), form).isEmpty()) {
        size += layer.size();
      }
    }
    return size;
  }

  /** The layer as it was written while it was read, unless it changes in another way, or not. */
  private Optional<StoredLayer> written(int index, Layer layer, Changes wanted, Form form)
      throws IOException {
    return isKept(layer, wanted, form)
        ? Optional.empty()
        : Optional.ofNullable(ahead.get(index))
            .filter(written -> written.guess().isSame(wanted))
            .map(Ahead::stored);
  }

  private boolean isKept(Layer layer, Changes wanted, Form form) throws IOException {
    return wanted.isEmpty() && compressionOf(layer) == compression(layer, form);
  }

  private StoredLayer store(int index, Layer layer, Changes wanted, Form form, Progress progress)
      throws IOException, RejectedException {
    if (isKept(layer, wanted, form)) {
      return copy(layer, file("layer", index), compressionOf(layer), progress);
    }
    Optional<StoredLayer> written = written(index, layer, wanted, form);
    if (written.isPresent()) {
      return written.get();
    }
    try (LayerStream plain =
        LayerStream.open(layer, ImageLimits.DEFAULT, Optional.empty(), progress::advance)) {
      StoredLayer stored =
          rewrite(plain, wanted, file("layer", index), compression(layer, form), form.threads());
      plain.verify();
      return stored;
    }
  }

  private static StoredLayer rewrite(
      InputStream plain, Changes changes, Path file, Compression compression, int threads)
      throws IOException {
    try (DigestingStream stored = DigestingStream.create(file)) {
      DigestingStream decompressed =
          DigestingStream.before(compression.compress(Unclosed.of(stored), threads));
      try (decompressed) {
        TarRewriter.rewrite(plain, decompressed, changes::of);
      }
      return new StoredLayer(
          file, stored.digest(), stored.size(), decompressed.digest(), compression, true);
    }
  }

  private static StoredLayer copy(
      Layer layer, Path file, Compression compression, Progress progress)
      throws IOException, RejectedException {
    try (VerifiedBlob blob = VerifiedBlob.open(layer.blob(), layer.size(), layer.digest());
        DigestingStream stored = DigestingStream.create(file)) {
      new CountedStream(blob, progress::advance).transferTo(stored);
      blob.verify();
      return new StoredLayer(
          file, stored.digest(), stored.size(), layer.diffId(), compression, false);
    }
  }

  private Compression compression(Layer layer, Form form) throws IOException {
    Compression after =
        form.compression().isPresent() ? form.compression().get() : compressionOf(layer);
    // Neither Docker nor skopeo reads zstd in such archives.
    return reference.transport() == Transport.DOCKER_ARCHIVE && after == Compression.ZSTD
        ? Compression.NONE
        : after;
  }

  private static Compression compressionOf(Layer layer) throws IOException {
    try (InputStream stored = layer.blob().open()) {
      return Compression.of(stored.readNBytes(Compression.MAGIC_LENGTH));
    }
  }

  private Path file(String kind, int layer) {
    return workspace.resolve(kind + "-" + layer);
  }
}
