// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads rpm's database {@code rpmdb.sqlite}, whose table {@code Packages} holds a header a package.
 */
final class RpmDatabase {

  private static final List<String> PLACES =
      List.of("usr/lib/sysimage/rpm/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite");

  /** Where SQLite keeps what is not yet in the database. */
  private static final String LOG = "-wal";

  /** RPMFILE_CONFIG and RPMFILE_GHOST (rpmfiles.h). */
  private static final int CONFIG = 1;

  private static final int GHOST = 1 << 6;

  /** RPMFILE_STATE_NORMAL: neither replaced nor left out. */
  private static final int NORMAL = 0;

  private static final String KEY = "gpg-pubkey";

  private RpmDatabase() {}

  static boolean isPart(String path) {
    return PLACES.stream().anyMatch(place -> path.equals(place) || path.equals(place + LOG));
  }

  /**
   * The packages that rpm installed, none when the content has no such database.
   *
   * @throws RejectedException C220 when the database is malformed
   */
  static List<InstalledPackage> read(ContentTree content) throws RejectedException {
    for (String place : PLACES) {
      Optional<byte[]> bytes = content.read(new ArtifactPath(place), PackageFiles.MAX_SIZE);
      if (bytes.isPresent()) {
        Optional<byte[]> log = content.read(new ArtifactPath(place + LOG), PackageFiles.MAX_SIZE);
        if (log.isPresent() && log.get().length > 0) {
          throw PackageFiles.malformed(place, "its last changes are in a log beside it");
        }
        try {
          return packages(bytes.get());
        } catch (IllegalArgumentException e) {
          throw PackageFiles.malformed(place, String.valueOf(e.getMessage()));
        }
      }
    }
    return List.of();
  }

  /**
   * The packages of a database.
   *
   * @throws IllegalArgumentException when it is malformed, with the reason
   */
  static List<InstalledPackage> packages(byte[] database) {
    List<InstalledPackage> packages = new ArrayList<>();
    for (List<Object> row : SqliteTable.rows(database, "Packages")) {
      if (row.size() < 2 || !(row.get(1) instanceof byte[] blob)) {
        throw new IllegalArgumentException("a row of its packages holds no header");
      }
      InstalledPackage installed = installed(new RpmHeader(blob));
      if (!installed.name().equals(KEY)) {
        packages.add(installed);
      }
    }
    return packages;
  }

  private static InstalledPackage installed(RpmHeader header) {
    String name = header.text(RpmHeader.NAME);
    List<Integer> epoch = header.numbers(RpmHeader.EPOCH);
    String version = header.text(RpmHeader.VERSION) + "-" + header.text(RpmHeader.RELEASE);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a package has no name");
    }
    List<String> baseNames = header.texts(RpmHeader.BASE_NAMES);
    List<String> directories = header.texts(RpmHeader.DIR_NAMES);
    List<Integer> indexes = header.numbers(RpmHeader.DIR_INDEXES);
    List<String> digests = header.texts(RpmHeader.FILE_DIGESTS);
    List<Integer> flags = header.numbers(RpmHeader.FILE_FLAGS);
    List<Integer> states = header.numbers(RpmHeader.FILE_STATES);
    requireSize(name, baseNames.size(), indexes.size(), digests.size(), flags.size());
    DigestAlgorithm algorithm = algorithm(header.numbers(RpmHeader.FILE_DIGEST_ALGORITHM));
    Map<ArtifactPath, DigestSet> files = new HashMap<>();
    Set<ArtifactPath> editable = new HashSet<>();
    for (int i = 0; i < baseNames.size(); i++) {
      int index = indexes.get(i);
      if (index < 0 || index >= directories.size()) {
        throw new IllegalArgumentException("a file of '" + name + "' lies in no directory");
      }
      boolean absent = i < states.size() && states.get(i) != NORMAL;
      if (absent) {
        continue;
      }
      ArtifactPath path = PackageFiles.path("", directories.get(index) + baseNames.get(i));
      boolean ghost = (flags.get(i) & GHOST) != 0;
      files.put(
          path,
          digests.get(i).isEmpty() || ghost
              ? DigestSet.empty()
              : DigestSet.of(Digest.parse(algorithm, digests.get(i))));
      if ((flags.get(i) & CONFIG) != 0) {
        editable.add(path);
      }
    }
    return new InstalledPackage(
        PackageKind.RPM,
        name,
        epoch.isEmpty() ? version : epoch.get(0) + ":" + version,
        header.text(RpmHeader.ARCH),
        files,
        editable);
  }

  private static void requireSize(String name, int expected, int... sizes) {
    for (int size : sizes) {
      if (size != expected) {
        throw new IllegalArgumentException(
            Text.format("'%s' has %d files, and %d of something of theirs", name, expected, size));
      }
    }
  }

  /** PGPHASHALGO_*, MD5 where none is stated. */
  private static DigestAlgorithm algorithm(List<Integer> stated) {
    return switch (stated.isEmpty() ? 1 : stated.get(0)) {
      case 1 -> DigestAlgorithm.MD5;
      case 2 -> DigestAlgorithm.SHA1;
      case 8 -> DigestAlgorithm.SHA256;
      case 9 -> DigestAlgorithm.SHA384;
      case 10 -> DigestAlgorithm.SHA512;
      default -> throw new IllegalArgumentException("its files are digested in an unknown way");
    };
  }
}
