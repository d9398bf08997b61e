// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.tar.MalformedTarException;
import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.image.tar.TarReader;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The members of a tar archive that holds an image: where each lies in it, not their bytes. */
final class ArchiveBlobs implements BlobStore {

  /** Ten times an image of a hundred layers, each with three files in old Docker archives. */
  private static final int MAX_MEMBERS = 10_000;

  private final Path archive;
  private final Map<String, Blob> blobs = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  private ArchiveBlobs(Path archive) {
    this.archive = archive;
  }

  /**
   * Finds the members of an archive.
   *
   * @throws RejectedException C200 when it cannot be read, C208 when it is no tar archive
   */
  static ArchiveBlobs scan(Path archive) throws RejectedException {
    ArchiveBlobs blobs = new ArchiveBlobs(archive);
    try (InputStream file = Files.newInputStream(archive)) {
      blobs.scan(file);
    } catch (MalformedTarException e) {
      throw new RejectedException(
          ImageProblems.malformedTar(archive.toString(), String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new RejectedException(
          ImageProblems.unreadableImage(archive.toString(), "reading failed: " + e));
    }
    return blobs;
  }

  private void scan(InputStream file) throws IOException, RejectedException {
    // Buffered, so that headers are cheap; skipping goes through to the file.
    TarReader tar = new TarReader(new BufferedInputStream(file, 4096));
    for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
      String name = normal(entry.get().name());
      if (blobs.size() + links.size() >= MAX_MEMBERS) {
        throw new RejectedException(
            ImageProblems.overLimit(
                archive.toString(), Text.format("it has more than %d members", MAX_MEMBERS)));
      }
      switch (entry.get().type()) {
        case FILE -> add(name, tar, entry.get());
        // Docker links a layer that it has written before, as in ../<id>/layer.tar.
        case SYMLINK, HARD_LINK -> links.put(name, target(name, entry.get()));
        case DIRECTORY, SPECIAL -> {}
      }
    }
  }

  private void add(String name, TarReader tar, TarEntry entry) throws RejectedException {
    Blob blob = new Blob(name, archive, tar.position(), entry.size());
    if (tar.isSparse() || blobs.putIfAbsent(name, blob) != null) {
      throw new RejectedException(
          ImageProblems.malformedTar(
              archive.toString(), Text.format("the member '%s' is there twice or sparse", name)));
    }
  }

  @Override
  public Optional<Blob> find(String name) {
    String target = links.getOrDefault(name, name);
    return Optional.ofNullable(blobs.get(target));
  }

  private static String target(String name, TarEntry entry) {
    String target = entry.linkName();
    if (entry.type() == TarEntry.Type.HARD_LINK) {
      return normal(target);
    }
    int slash = name.lastIndexOf('/');
    return target.startsWith("../") && slash >= 0 && name.indexOf('/') == slash
        ? target.substring(3)
        : name.substring(0, slash + 1) + target;
  }

  private static String normal(String name) {
    return name.startsWith("./") ? name.substring(2) : name;
  }

  /** Whether a name may be looked up: below the archive's root. */
  static boolean isSafe(String name) {
    try {
      ArtifactPath.ofName(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
