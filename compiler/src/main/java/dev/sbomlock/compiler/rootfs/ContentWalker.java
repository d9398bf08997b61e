// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.LinkTarget;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Symlink;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.VerityParameters;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds every name below a root. It follows no symbolic link and goes into whatever is mounted
 * there: what a process under that root could open is what counts.
 */
final class ContentWalker {

  /** Ten times the largest images; a walk that comes so far is in a loop of mounts. */
  private static final int MAX_ENTRIES = 5_000_000;

  private static final int MAX_PROBLEMS = 100;

  private ContentWalker() {}

  /**
   * Walks.
   *
   * @throws RejectedException C040 when {@code root} is no directory, C041 for what cannot be read
   */
  static RootfsContent walk(Path root, VerityParameters verity, int threads, Progress progress)
      throws RejectedException {
    progress.begin("walking", 0);
    if (!Files.isDirectory(root)) {
      String fact = Files.exists(root) ? "this is not a directory" : "there is no such directory";
      throw new RejectedException(CompilerProblems.notADirectory(root.toString(), fact));
    }
    // The root alone may be named by a link.
    Path directory;
    try {
      directory = root.toRealPath();
    } catch (IOException e) {
      throw new RejectedException(
          CompilerProblems.notADirectory(root.toString(), "it cannot be opened: " + e));
    }
    Visitor visitor = new Visitor(directory);
    try {
      Files.walkFileTree(directory, visitor);
    } catch (IOException e) {
      visitor.problem(directory, e);
    }
    if (!visitor.problems.isEmpty()) {
      throw new RejectedException(visitor.problems);
    }
    return new RootfsContent(
        visitor.files,
        new ContentTree(visitor.files, visitor.symlinks, visitor.specialFiles),
        verity,
        threads,
        progress);
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {

    private final Path root;
    private final List<FoundFile> files = new ArrayList<>();
    private final List<Symlink> symlinks = new ArrayList<>();
    private final List<Diagnostic> problems = new ArrayList<>();
    private int specialFiles;

    private Visitor(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isSymbolicLink()) {
        symlinks.add(new Symlink(ArtifactPath.relativize(root, file), LinkTarget.read(file)));
      } else if (attributes.isRegularFile()) {
        files.add(new FoundFile(ArtifactPath.relativize(root, file), file, FileState.of(file)));
      } else {
        specialFiles++;
      }
      if (files.size() + symlinks.size() > MAX_ENTRIES) {
        throw new IOException(Text.format("there are more than %d entries", MAX_ENTRIES));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      problem(file, failure);
      return problems.size() < MAX_PROBLEMS ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    private void problem(Path file, IOException failure) {
      problems.add(
          CompilerProblems.unreadableContent(file.toString(), "it cannot be read: " + failure));
    }
  }
}
