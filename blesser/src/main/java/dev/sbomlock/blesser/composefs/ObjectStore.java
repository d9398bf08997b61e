// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import dev.sbomlock.blesser.KernelVerity;
import dev.sbomlock.blesser.Workers;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.ContentDigester.Measured;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.manifest.composefs.DumpLine;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import dev.sbomlock.posix.Verity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A digest store: a directory whose {@code objects/xx/yyyy…} are files named by their fs-verity
 * digests, under fs-verity where the file system has it, and beside them the image that names them.
 *
 * <p>What is staged becomes part of it by {@link #publish} alone: objects first, and the image when
 * all of them are on the disk. Objects that nobody needs any more stay.
 */
final class ObjectStore implements AutoCloseable {

  /** The image's name. */
  static final String IMAGE = "image.cfs";

  private static final String OBJECTS = "objects";
  private static final int BUFFER_SIZE = 256 * 1024;

  private final Path output;
  private final Root root;
  private final Staging staging;
  private final boolean hasVerity;
  private final AtomicInteger number = new AtomicInteger();
  private final Map<Digest, String> staged = new ConcurrentHashMap<>();

  private ObjectStore(Path output, Root root, Staging staging, boolean hasVerity) {
    this.output = output;
    this.root = root;
    this.staging = staging;
    this.hasVerity = hasVerity;
  }

  /**
   * Opens or makes one, for this process alone.
   *
   * @throws RejectedException B052 when it cannot be written, B053 when the directory holds
   *     something else, B054 when another process has it
   */
  static ObjectStore open(Path output) throws RejectedException {
    Staging staging = null;
    Root root = null;
    try {
      if (!Files.isDirectory(output)) {
        Files.createDirectory(output);
      }
      if (!isOurs(output)) {
        throw new RejectedException(ComposefsProblems.otherUse(output));
      }
      staging = Staging.in(output);
      root = Root.open(output);
      return new ObjectStore(output, root, staging, probeVerity(root, staging));
    } catch (IOException e) {
      closeQuietly(root, staging);
      throw new RejectedException(ComposefsProblems.unwritable(output, e.toString()));
    } catch (NativeException e) {
      closeQuietly(root, staging);
      throw new RejectedException(ComposefsProblems.unwritable(output, e.getMessage()));
    }
  }

  private static void closeQuietly(@Nullable Root root, @Nullable Staging staging) {
    if (root != null) {
      root.close();
    }
    if (staging != null) {
      staging.close();
    }
  }

  private static boolean isOurs(Path output) throws IOException {
    if (Files.isDirectory(output.resolve(OBJECTS), LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    try (Stream<Path> found = Files.list(output)) {
      return found.allMatch(path -> path.endsWith(Staging.NAME));
    }
  }

  private static boolean probeVerity(Root root, Staging staging)
      throws IOException, NativeException {
    try (FileChannel probe = staging.create("probe")) {
      probe.write(ByteBuffer.wrap(new byte[1]));
    }
    try (FileDescriptor probe = root.open(bytes(Staging.NAME + "/probe"))) {
      KernelVerity.enable(probe, VerityParameters.DEFAULT);
      return true;
    } catch (NativeException e) {
      return switch (e.errno()) {
        case EOPNOTSUPP, ENOTTY, EINVAL -> false;
        default -> throw e;
      };
    } finally {
      Files.delete(staging.resolve("probe"));
    }
  }

  /** What is wrong with the file system for fs-verity, if anything is. */
  Optional<Diagnostic> lackOfVerity() throws NativeException {
    return hasVerity
        ? Optional.empty()
        : Optional.of(ComposefsProblems.noVerity(output, root.directory().fileSystem()));
  }

  /** That it cannot be written. */
  Diagnostic unwritable(Exception failure) {
    return ComposefsProblems.unwritable(output, failure.toString());
  }

  /** A file for whatever does not become part of the store. */
  Path scratch(String name) {
    return staging.resolve(name);
  }

  /**
   * Takes the content of a file, and measures what it takes.
   *
   * @throws IOException caused by a {@link NativeException} when the file cannot be read, and by
   *     nothing when the store cannot be written
   */
  Measured stage(FileDescriptor file, ContentDigester digester) throws IOException {
    String name = "object-" + number.getAndIncrement();
    Measured measured;
    try (FileChannel target = staging.create(name)) {
      measured = copy(file.content(), target, digester);
    }
    if (measured.size() == 0 || staged.putIfAbsent(measured.fsverity(), name) != null) {
      Files.delete(staging.resolve(name));
    }
    return measured;
  }

  private static Measured copy(
      ReadableByteChannel content, FileChannel target, ContentDigester digester)
      throws IOException {
    byte[] buffer = new byte[BUFFER_SIZE];
    try {
      int read;
      while ((read = content.read(ByteBuffer.wrap(buffer))) >= 0) {
        digester.update(buffer, 0, read);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          target.write(bytes);
        }
      }
    } catch (IOException e) {
      // The next file is not to be measured with what came of this one.
      digester.finish();
      throw e;
    }
    return digester.finish();
  }

  /**
   * Makes all that is staged, and an image of it, part of the store.
   *
   * @param image in the staging directory
   * @param digest of the image
   * @return how many objects were not there before
   * @throws RejectedException B052
   */
  int publish(String image, Digest digest, Workers workers) throws RejectedException {
    try {
      List<Digest> wanted = List.copyOf(byHex().values());
      List<Settled> settled = workers.each(wanted, () -> this::settle);
      for (Settled object : settled) {
        object.rethrow();
      }
      boolean same = isGood(IMAGE, digest);
      if (!same) {
        enable(Staging.NAME + "/" + image, digest);
      }
      root.directory().syncFileSystem();
      int added = 0;
      for (int i = 0; i < wanted.size(); i++) {
        if (!settled.get(i).known()) {
          move(wanted.get(i));
          added++;
        }
      }
      root.directory().syncFileSystem();
      if (!same) {
        Files.move(staging.resolve(image), output.resolve(IMAGE), StandardCopyOption.ATOMIC_MOVE);
        root.directory().syncFileSystem();
      }
      return added;
    } catch (IOException e) {
      throw new RejectedException(unwritable(e));
    } catch (NativeException e) {
      throw new RejectedException(ComposefsProblems.unwritable(output, e.getMessage()));
    }
  }

  /** How many objects are staged, each once. */
  int objects() {
    return staged.size();
  }

  private Map<String, Digest> byHex() {
    Map<String, Digest> digests = new TreeMap<>();
    staged.keySet().forEach(digest -> digests.put(digest.hex(), digest));
    return digests;
  }

  /** Whether an object is there already, or why nobody knows. */
  private record Settled(
      boolean known, Optional<NativeException> system, Optional<IOException> io) {

    void rethrow() throws NativeException, IOException {
      if (system.isPresent()) {
        throw system.get();
      }
      if (io.isPresent()) {
        throw io.get();
      }
    }
  }

  private Settled settle(Digest digest) {
    try {
      boolean known = isGood(OBJECTS + "/" + DumpLine.object(digest), digest);
      if (!known) {
        enable(Staging.NAME + "/" + staged.get(digest), digest);
      }
      return new Settled(known, Optional.empty(), Optional.empty());
    } catch (NativeException e) {
      return new Settled(false, Optional.of(e), Optional.empty());
    } catch (IOException e) {
      return new Settled(false, Optional.empty(), Optional.of(e));
    }
  }

  /**
   * Whether a file of the store is what its name says; fs-verity is enabled on it where it was not.
   * One that is something else is to be replaced.
   */
  private boolean isGood(String name, Digest digest) throws NativeException, IOException {
    try (FileDescriptor file = root.open(bytes(name))) {
      if (hasVerity) {
        Optional<Verity.Measured> held = Verity.measure(file);
        if (held.isPresent()) {
          return KernelVerity.is(held.get(), digest);
        }
      }
      if (!new ContentDigester().measure(file.content()).fsverity().equals(digest)) {
        return false;
      }
      enable(file, digest);
      return true;
    } catch (NativeException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  private void enable(String name, Digest digest) throws NativeException, IOException {
    try (FileDescriptor file = root.open(bytes(name))) {
      enable(file, digest);
    }
  }

  /** The kernel judges what the bytes are that lie there. */
  private void enable(FileDescriptor file, Digest digest) throws NativeException, IOException {
    if (!hasVerity) {
      return;
    }
    KernelVerity.enable(file, VerityParameters.DEFAULT);
    Optional<Verity.Measured> held = Verity.measure(file);
    if (held.isEmpty() || !KernelVerity.is(held.get(), digest)) {
      throw new IOException("the kernel measured another digest than " + digest);
    }
  }

  private void move(Digest digest) throws IOException {
    Path object = output.resolve(OBJECTS).resolve(DumpLine.object(digest));
    Files.createDirectories(output.resolve(OBJECTS).resolve(digest.hex().substring(0, 2)));
    Files.move(
        staging.resolve(String.valueOf(staged.get(digest))),
        object,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    root.close();
    staging.close();
  }
}
