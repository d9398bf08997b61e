// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.PrivateDirectory;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A directory beside an output, in which that is made before one rename publishes it. */
final class Workspace implements AutoCloseable {

  private final Path target;
  private final PrivateDirectory directory;

  private Workspace(Path target, PrivateDirectory directory) {
    this.target = target;
    this.directory = directory;
  }

  /**
   * Makes an empty one.
   *
   * @throws RejectedException C215 when the output is there already, C216 when another process is
   *     making it or somebody else's directory is in the way, C217 when it cannot be made
   */
  static Workspace beside(Path output) throws RejectedException {
    Path target = output.toAbsolutePath().normalize();
    Path parent = target.getParent();
    if (parent == null) {
      throw new RejectedException(ImageProblems.outputExists(target));
    }
    Path directory = parent.resolve("." + target.getFileName() + ".sbomlock");
    Workspace workspace;
    try {
      workspace = new Workspace(target, PrivateDirectory.create(directory));
    } catch (PrivateDirectory.TakenException e) {
      throw new RejectedException(ImageProblems.workspaceTaken(directory));
    } catch (IOException e) {
      throw new RejectedException(ImageProblems.notWritten(target, e.toString()));
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      workspace.close();
      throw new RejectedException(ImageProblems.outputExists(target));
    }
    return workspace;
  }

  /** A path in it. */
  Path resolve(String name) {
    return directory.resolve(name);
  }

  /** Makes what stands at a path in it the output, whole and for good. */
  void publish(Path made) throws IOException {
    syncAll(made);
    Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    sync(target.resolveSibling("."));
  }

  @Override
  public void close() {
    directory.close();
  }

  private static void syncAll(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(root)) {
      all = found.toList();
    }
    for (Path path : all) {
      sync(path);
    }
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      throw new IOException(path + " vanished before it was synced", e);
    }
  }
}
