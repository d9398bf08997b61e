// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an archive holds, for comparing it with another one.
 *
 * @param entries each with the start of its content
 * @param xattrs security.ima and security.evm of each entry, in this order
 * @param files the positions of the regular files
 */
record ArchiveListing(List<String> entries, List<String> xattrs, List<Long> files) {

  /** A hole may be as long as it likes; an image's reader has limits for that. */
  private static final int MAX_READS = 1000;

  static ArchiveListing of(byte[] archive) throws IOException {
    TarReader tar = new TarReader(new ByteArrayInputStream(archive));
    ArchiveListing listing =
        new ArchiveListing(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    byte[] buffer = new byte[4096];
    for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
      StringBuilder line = new StringBuilder(next.get().toString());
      listing.xattrs.add(text(tar, "security.ima") + " " + text(tar, "security.evm"));
      if (next.get().type() == TarEntry.Type.FILE) {
        listing.files.add(tar.position());
        for (int i = 0; i < MAX_READS; i++) {
          int read = tar.read(buffer, 0, buffer.length);
          if (read < 0) {
            break;
          }
          line.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
        }
      }
      listing.entries.add(line.toString());
    }
    return listing;
  }

  private static String text(TarReader tar, String name) {
    return tar.xattr(name)
        .map(value -> new String(value, StandardCharsets.ISO_8859_1))
        .orElse("none");
  }
}
