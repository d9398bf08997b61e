// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.store;

import dev.sbomlock.image.ImageIdentity;
import dev.sbomlock.image.Platform;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Hashing;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The root of containerd: its metadata, content store and overlayfs snapshots (containerd 1.6 to
 * 2.x, metadata schema v1).
 *
 * @param root such as {@code /var/lib/containerd}
 * @param namespace such as {@code default} or {@code k8s.io}
 */
public record ContainerdStore(Path root, String namespace) {

  private static final String METADATA = "io.containerd.metadata.v1.bolt/meta.db";
  private static final String CONTENT = "io.containerd.content.v1.content";
  private static final String SNAPSHOTTER = "io.containerd.snapshotter.v1.overlayfs";
  private static final String SCHEMA = "v1";
  private static final int MAX_LAYERS = 1000;
  private static final int NAMES_TOLD = 20;

  /**
   * Finds the directories of an image's layers.
   *
   * @param name as {@code ctr images list} shows it
   * @param platform which image, where there are several
   * @param preferred the digest of the image that is meant where nothing else says
   * @throws RejectedException C236 when the store cannot be read, C237 when it has no such image,
   *     C238 when that is not unpacked by the overlayfs snapshotter, C2xx when a document of the
   *     image is not as stated
   */
  public UnpackedImage find(String name, Optional<Platform> platform, Optional<Digest> preferred)
      throws RejectedException {
    ImageIdentity.Target target = ask(root.resolve(METADATA), in -> target(in, name));
    ImageIdentity image =
        ImageIdentity.read(root.resolve(CONTENT), name, target, platform, preferred);
    String chain = chain(image.diffIds());
    String snapshot = ask(root.resolve(METADATA), in -> snapshot(in, name, chain));
    Path snapshots = root.resolve(SNAPSHOTTER);
    List<Long> numbers = ask(snapshots.resolve("metadata.db"), in -> numbers(in, name, snapshot));
    if (numbers.size() != image.diffIds().size()) {
      throw notUnpacked(
          name, numbers.size() + " snapshots for " + image.diffIds().size() + " layers");
    }
    List<Path> layers = new ArrayList<>();
    for (long number : numbers) {
      layers.add(snapshots.resolve("snapshots").resolve(Long.toString(number)).resolve("fs"));
    }
    return new UnpackedImage(name, layers);
  }

  private static <T> T ask(Path database, BoltDatabase.Query<T> query) throws RejectedException {
    try {
      return BoltDatabase.ask(database, query);
    } catch (DamagedBoltException e) {
      throw new RejectedException(
          StoreProblems.unreadable(
              database, "this is no whole database of containerd: " + e.getMessage()));
    } catch (IOException e) {
      String fact =
          Files.exists(database) ? "it cannot be read: " + e.getMessage() : "there is no such file";
      throw new RejectedException(StoreProblems.unreadable(database, fact));
    }
  }

  private ImageIdentity.Target target(BoltBucket in, String name)
      throws IOException, DamagedBoltException, RejectedException {
    Optional<BoltBucket> images = in.bucket(List.of(SCHEMA, namespace, "images"));
    Optional<BoltBucket> target =
        images.isPresent() ? images.get().bucket(List.of(name, "target")) : Optional.empty();
    if (target.isEmpty()) {
      throw new RejectedException(
          StoreProblems.noSuchImage(
              root, name, images.isPresent() ? images.get().bucketNames(NAMES_TOLD) : List.of()));
    }
    Optional<String> digest = target.get().text("digest");
    Optional<byte[]> size = target.get().value("size");
    if (digest.isEmpty() || size.isEmpty() || !digest.get().startsWith("sha256:")) {
      throw new DamagedBoltException("an image has no digest of sha256 or no size");
    }
    try {
      return new ImageIdentity.Target(
          target.get().text("mediatype").orElse(""),
          new Digest(DigestAlgorithm.SHA256, digest.get().substring("sha256:".length())),
          signedVarint(size.get()));
    } catch (IllegalArgumentException e) {
      throw new DamagedBoltException("an image's digest is malformed: " + e.getMessage());
    }
  }

  /** What the snapshotter calls the snapshot of that chain. */
  private String snapshot(BoltBucket in, String name, String chain)
      throws IOException, DamagedBoltException, RejectedException {
    Optional<BoltBucket> snapshot =
        in.bucket(List.of(SCHEMA, namespace, "snapshots", "overlayfs", chain));
    Optional<String> key = snapshot.isPresent() ? snapshot.get().text("name") : Optional.empty();
    return key.orElseThrow(() -> notUnpacked(name, "no overlayfs snapshot " + chain));
  }

  /** The numbers of a snapshot and those below it, lowest first. */
  private List<Long> numbers(BoltBucket in, String name, String top)
      throws IOException, DamagedBoltException, RejectedException {
    List<Long> numbers = new ArrayList<>();
    Optional<String> key = Optional.of(top);
    while (key.isPresent()) {
      Optional<BoltBucket> snapshot = in.bucket(List.of(SCHEMA, "snapshots", key.get()));
      Optional<byte[]> id = snapshot.isPresent() ? snapshot.get().value("id") : Optional.empty();
      if (id.isEmpty() || numbers.size() == MAX_LAYERS) {
        throw notUnpacked(name, "there is no snapshot " + key.get());
      }
      numbers.add(varint(id.get()));
      key = snapshot.get().text("parent").filter(parent -> !parent.isEmpty());
    }
    Collections.reverse(numbers);
    return numbers;
  }

  private RejectedException notUnpacked(String name, String fact) {
    return new RejectedException(StoreProblems.notUnpacked(root, name, fact));
  }

  /** The ChainID of all layers (OCI image specification, "Layer ChainID"). */
  static String chain(List<Digest> diffIds) {
    String chain = "";
    for (Digest diffId : diffIds) {
      String layer = diffId.algorithm().key() + ":" + diffId.hex();
      chain = chain.isEmpty() ? layer : sha256(chain + " " + layer);
    }
    return chain;
  }

  private static String sha256(String text) {
    return "sha256:" + Hashing.sha256(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  /** Go's encoding/binary: seven bits a byte, lowest first. */
  private static long varint(byte[] bytes) throws DamagedBoltException {
    long value = 0;
    for (int i = 0; i < bytes.length && i < 9; i++) {
      value |= (bytes[i] & 0x7fL) << (7 * i);
      if (bytes[i] >= 0) {
        return value;
      }
    }
    throw new DamagedBoltException("a number is malformed");
  }

  /** The same with the sign in the lowest bit. */
  private static long signedVarint(byte[] bytes) throws DamagedBoltException {
    long value = varint(bytes);
    return (value >>> 1) ^ -(value & 1);
  }
}
