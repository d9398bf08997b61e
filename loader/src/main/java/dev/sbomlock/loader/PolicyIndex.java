// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the loaded manifests say of each file, found by the index under which the guard knows it. It
 * stays on disk: who asks about one file reads that one, however many there are.
 *
 * <p>The file, as {@link PolicyIndexWriter} writes it, big-endian: the files' records, the
 * components' records, the manifests' records, for each of them the offset of its record (8 bytes),
 * and at the end how many files, components and manifests there are (4 bytes each) and {@link
 * #MAGIC}.
 */
final class PolicyIndex implements AutoCloseable {

  static final long MAGIC = 0x73626c6b69647832L;
  static final int TRAILER = 3 * Integer.BYTES + Long.BYTES;

  /** Longer texts and lists are in no manifest. */
  private static final int MAX_RECORD = 1 << 24;

  /** Each stands as its place here. */
  static final List<DigestAlgorithm> ALGORITHMS = List.of(DigestAlgorithm.values());

  private final FileChannel channel;
  private final FileWindow records;
  private final FileWindow offsets;
  private final int files;
  private final int components;
  private final int manifests;
  private final long table;

  private PolicyIndex(FileChannel channel) throws IOException {
    this.channel = channel;
    this.records = new FileWindow(channel);
    this.offsets = new FileWindow(channel);
    long size = channel.size();
    ByteBuffer trailer = offsets.at(Math.max(0, size - TRAILER), TRAILER);
    files = trailer.getInt();
    components = trailer.getInt();
    manifests = trailer.getInt();
    table = size - TRAILER - ((long) files + components + manifests) * Long.BYTES;
    if (trailer.getLong() != MAGIC || files < 0 || components < 0 || manifests < 0 || table < 0) {
      throw new IOException("this is no index of a policy");
    }
  }

  /**
   * Opens an index.
   *
   * @throws IOException when it is not there, or no index
   */
  static PolicyIndex open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      return new PolicyIndex(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * One file of a manifest.
   *
   * @param path below the root
   * @param accounted whether it may run
   * @param digests of it
   * @param components indices over the components of all manifests
   */
  record Entry(ArtifactPath path, boolean accounted, DigestSet digests, List<Integer> components) {

    Entry {
      components = List.copyOf(components);
    }
  }

  /** How many files all manifests have. */
  int files() {
    return files;
  }

  /** How many components they have. */
  int components() {
    return components;
  }

  /**
   * The file of that index.
   *
   * @throws IOException when there is none, or the index is damaged
   */
  Entry file(int index) throws IOException {
    try {
      ByteBuffer record = record(index, 0, files);
      boolean accounted = record.get() != 0;
      List<Digest> digests = new ArrayList<>();
      for (int left = record.get(); left > 0; left--) {
        DigestAlgorithm algorithm = ALGORITHMS.get(record.get());
        byte[] digest = new byte[algorithm.length()];
        record.get(digest);
        digests.add(Digest.of(algorithm, digest));
      }
      List<Integer> owners = new ArrayList<>();
      for (int left = record.getInt(); left > 0; left--) {
        owners.add(record.getInt());
      }
      return new Entry(new ArtifactPath(text(record)), accounted, DigestSet.of(digests), owners);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("the index of the policy is damaged", e);
    }
  }

  /**
   * The component of that index; which inputs name it is not kept.
   *
   * @throws IOException when there is none, or the index is damaged
   */
  Component component(int index) throws IOException {
    try {
      ByteBuffer record = record(index, files, components);
      return new Component(text(record), text(record), text(record), List.of());
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("the index of the policy is damaged", e);
    }
  }

  /**
   * The version of each subject's manifest, 0 for one without.
   *
   * @throws IOException when the index is damaged
   */
  Map<String, Long> versions() throws IOException {
    Map<String, Long> versions = new TreeMap<>();
    try {
      for (int i = 0; i < manifests; i++) {
        ByteBuffer record = record(i, files + components, manifests);
        versions.merge(text(record), record.getLong(), Math::max);
      }
    } catch (BufferUnderflowException e) {
      throw new IOException("the index of the policy is damaged", e);
    }
    return versions;
  }

  private ByteBuffer record(int index, int first, int count) throws IOException {
    if (index < 0 || index >= count) {
      throw new IOException("the index of the policy has no entry " + index);
    }
    long entry = table + ((long) first + index) * Long.BYTES;
    boolean last = first + index == files + components + manifests - 1;
    ByteBuffer offset = offsets.at(entry, last ? Long.BYTES : 2 * Long.BYTES);
    long begin = offset.getLong();
    long end = last ? table : offset.getLong();
    if (begin < 0 || end < begin || end > table || end - begin > MAX_RECORD) {
      throw new IOException("the index of the policy is damaged");
    }
    return records.at(begin, (int) (end - begin));
  }

  private static String text(ByteBuffer record) {
    int length = record.getInt();
    if (length < 0 || length > record.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    record.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
