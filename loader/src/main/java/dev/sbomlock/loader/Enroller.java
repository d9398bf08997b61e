// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.BpfLink;
import dev.sbomlock.loader.layout.EnrolledRecord;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the kernel, through an iterator over this process's own descriptors, which inodes they are
 * as the guard will see them.
 */
final class Enroller implements AutoCloseable {

  private static final Path SLASH = Path.of("/");

  private final BpfLink iterator;
  private final Path pin;

  private Enroller(BpfLink iterator, Path pin) {
    this.iterator = iterator;
    this.pin = pin;
  }

  /** Makes the iterator readable at {@code pin}, for as long as this is open. */
  static Enroller at(Path pin, BpfLink iterator) throws NativeException {
    iterator.pin(pin);
    return new Enroller(iterator, pin);
  }

  /**
   * The records of the given open descriptors, in their order.
   *
   * @throws IOException when the kernel does not tell one of them: nothing is guessed instead
   */
  List<EnrolledRecord> enrol(List<FileDescriptor> descriptors) throws IOException {
    Map<Integer, EnrolledRecord> byNumber = new HashMap<>();
    try (InputStream output = Files.newInputStream(pin)) {
      for (EnrolledRecord record : EnrolledRecord.readAll(output.readAllBytes())) {
        byNumber.put(record.fd(), record);
      }
    }
    List<EnrolledRecord> records = new ArrayList<>();
    for (FileDescriptor descriptor : descriptors) {
      EnrolledRecord record = byNumber.get(descriptor.number());
      if (record == null) {
        throw new IOException("the kernel's iterator left out '" + descriptor.path() + "'");
      }
      records.add(record);
    }
    return records;
  }

  /** The record of one open descriptor. */
  EnrolledRecord enrol(FileDescriptor descriptor) throws IOException {
    return enrol(List.of(descriptor)).get(0);
  }

  /**
   * The record of what an absolute path leads to.
   *
   * @throws java.nio.file.NoSuchFileException when nothing lies there
   */
  EnrolledRecord enrol(Root top, Path path) throws IOException, NativeException {
    Path real = path.toRealPath();
    byte[] below =
        real.equals(SLASH) ? new byte[] {'.'} : ArtifactPath.relativize(SLASH, real).bytes();
    try (FileDescriptor opened = top.locate(below)) {
      return enrol(opened);
    }
  }

  @Override
  public void close() {
    iterator.close();
  }

  /** Where the iterator stands while this is open; the caller removes it. */
  Path pin() {
    return pin;
  }
}
