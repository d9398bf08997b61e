// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import dev.sbomlock.compiler.rootfs.Content;
import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.compiler.rootfs.MeasuredFile;
import dev.sbomlock.image.ImageDescription;
import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.LayerApplier;
import dev.sbomlock.image.LayerEntry;
import dev.sbomlock.image.Platform;
import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Subject;
import dev.sbomlock.manifest.Symlink;
import dev.sbomlock.manifest.VerityParameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** A container image, all its layers applied and all its files measured. */
public final class ImageContent implements Content {

  private static final String NOT_COMPILED = "no manifest was compiled";

  private final ImageDescription image;
  private final Set<DigestAlgorithm> computed;
  private final VerityParameters verity;
  private final int threads;
  private final ContentTree tree;
  private final List<MeasuredFile> files;

  private ImageContent(
      ImageDescription image,
      Set<DigestAlgorithm> computed,
      VerityParameters verity,
      int threads,
      ContentTree tree,
      List<MeasuredFile> files) {
    this.image = image;
    this.computed = computed;
    this.verity = verity;
    this.threads = threads;
    this.tree = tree;
    this.files = files;
  }

  /**
   * Reads an image whole, each layer once: what is needed of a file is computed while it passes.
   *
   * @param platform which image, where there are several
   * @param expected digests beside the usual that will be needed, probably
   * @param verity how fs-verity digests are made
   * @param threads how many layers at a time, each with a second thread that decompresses
   * @throws RejectedException with what is wrong with the image or its layers
   */
  public static ImageContent open(
      ImageReference reference,
      Optional<Platform> platform,
      Set<DigestAlgorithm> expected,
      VerityParameters verity,
      int threads)
      throws RejectedException {
    try {
      return read(ImageDescription.read(reference, platform), expected, verity, threads);
    } catch (RejectedException e) {
      throw e.withConsequence(NOT_COMPILED);
    }
  }

  private static ImageContent read(
      ImageDescription image, Set<DigestAlgorithm> algorithms, VerityParameters verity, int threads)
      throws RejectedException {
    KeptBudget budget = new KeptBudget();
    Semaphore large = new Semaphore(1);
    List<LayerEntry<LayerFile>> entries =
        LayerApplier.apply(
            image.layers(),
            layer -> new FileReader(algorithms, verity, budget, new Spool(large)),
            threads);
    List<ImageFile> names = new ArrayList<>();
    List<MeasuredFile> files = new ArrayList<>();
    List<Symlink> symlinks = new ArrayList<>();
    int special = 0;
    for (LayerEntry<LayerFile> entry : entries) {
      LayerFile file = entry.content();
      if (file != null) {
        names.add(new ImageFile(entry.path(), file.kept(), file.description()));
        files.add(new MeasuredFile(entry.path(), file.content(), file.fsverity(), file.digests()));
      } else if (entry.type() == TarEntry.Type.SYMLINK) {
        symlinks.add(new Symlink(entry.path(), entry.link()));
      } else if (entry.type() == TarEntry.Type.SPECIAL) {
        special++;
      }
    }
    files.sort(Comparator.comparing(MeasuredFile::path));
    return new ImageContent(
        image, algorithms, verity, threads, new ContentTree(names, symlinks, special), files);
  }

  @Override
  public ContentTree tree() {
    return tree;
  }

  /**
   * The image: its tag, and the digest of its manifest (or configuration, see docs/MANIFEST.md).
   */
  @Override
  public Optional<Subject> subject() {
    return Optional.of(new Subject(image.name(), image.digest()));
  }

  @Override
  public List<MeasuredFile> measure(Map<ArtifactPath, Set<DigestAlgorithm>> others)
      throws RejectedException {
    Set<DigestAlgorithm> needed = EnumSet.noneOf(DigestAlgorithm.class);
    others.values().forEach(needed::addAll);
    if (computed.containsAll(needed)) {
      return files;
    }
    // Rare: a package database states digests of a kind that its packages usually do not have.
    needed.addAll(computed);
    return read(image, needed, verity, threads).files;
  }
}
