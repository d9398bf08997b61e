// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Validity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes what {@link PolicyIndex} reads. */
final class PolicyIndexWriter {

  private static final int BUFFER = 64 * 1024;

  private final OutputStream out;
  private final List<MeasurementManifest> manifests;
  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private final long[] offsets;
  private int entries;
  private long flushed;

  private PolicyIndexWriter(List<MeasurementManifest> manifests, OutputStream out) {
    this.manifests = manifests;
    this.out = out;
    this.offsets = new long[count(manifests)];
  }

  private static int count(List<MeasurementManifest> manifests) {
    return manifests.stream().mapToInt(m -> m.files().size() + m.components().size()).sum()
        + manifests.size();
  }

  /** Writes the index of these manifests, which count in this order. */
  static void write(List<MeasurementManifest> manifests, OutputStream out) throws IOException {
    new PolicyIndexWriter(manifests, out).writeAll();
  }

  private void writeAll() throws IOException {
    int firstComponent = 0;
    for (MeasurementManifest manifest : manifests) {
      for (Measurement file : manifest.files()) {
        begin();
        write(file, firstComponent);
      }
      firstComponent += manifest.components().size();
    }
    int files = entries;
    for (MeasurementManifest manifest : manifests) {
      for (Component component : manifest.components()) {
        begin();
        write(component.purl());
        write(component.name());
        write(component.version());
      }
    }
    int components = entries - files;
    for (MeasurementManifest manifest : manifests) {
      begin();
      write(manifest.subject().name());
      room(Long.BYTES).putLong(manifest.validity().map(Validity::version).orElse(0L));
    }
    for (long offset : offsets) {
      room(Long.BYTES).putLong(offset);
    }
    room(PolicyIndex.TRAILER)
        .putInt(files)
        .putInt(components)
        .putInt(manifests.size())
        .putLong(PolicyIndex.MAGIC);
    flush();
  }

  private void begin() {
    offsets[entries++] = flushed + buffer.position();
  }

  private void write(Measurement file, int firstComponent) throws IOException {
    room(2)
        .put((byte) (file.status() == Status.ACCOUNTED ? 1 : 0))
        .put((byte) file.digests().digests().size());
    for (Digest digest : file.digests().digests()) {
      byte[] bytes = digest.bytes();
      room(1 + bytes.length)
          .put((byte) PolicyIndex.ALGORITHMS.indexOf(digest.algorithm()))
          .put(bytes);
    }
    room(Integer.BYTES).putInt(file.components().size());
    for (int component : file.components()) {
      room(Integer.BYTES).putInt(firstComponent + component);
    }
    write(file.path().text());
  }

  private void write(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
  }

  /** The buffer, with so many bytes free. */
  private ByteBuffer room(int length) throws IOException {
    if (buffer.remaining() < length) {
      flush();
      if (buffer.capacity() < length) {
        buffer = ByteBuffer.allocate(length);
      }
    }
    return buffer;
  }

  private void flush() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    flushed += buffer.position();
    buffer.clear();
  }
}
