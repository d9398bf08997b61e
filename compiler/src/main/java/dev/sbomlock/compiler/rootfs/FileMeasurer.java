// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.VerityParameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Measures one file after another; use one a thread. */
final class FileMeasurer {

  private final VerityParameters verity;
  private final ContentDigester digester;

  FileMeasurer(VerityParameters verity) {
    this.verity = verity;
    this.digester = new ContentDigester(verity);
  }

  /**
   * Measures a file in one pass over its bytes.
   *
   * @param others what to compute beside the usual
   * @throws RejectedException C041 when it cannot be read, C042 when it changed since it was found
   */
  MeasuredFile measure(FoundFile file, Set<DigestAlgorithm> others) throws RejectedException {
    FurtherDigests further = new FurtherDigests(others, verity);
    ContentDigester.Measured measured;
    FileState after;
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file.location(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      measured =
          digester.measure(further.isEmpty() ? channel : new DigestingChannel(channel, further));
      after = FileState.of(file.location());
    } catch (IOException e) {
      throw new RejectedException(
          CompilerProblems.unreadableContent(file.path().text(), "reading failed: " + e));
    }
    if (!after.equals(file.state()) || measured.size() != file.state().size()) {
      throw new RejectedException(CompilerProblems.changedWhileRead(file.path().text()));
    }
    return new MeasuredFile(
        file.path(),
        new Measurement.Content(measured.size(), file.state().mode()),
        measured.fsverity(),
        further.finish(measured));
  }

  /** Lets further digests see what is read. */
  private record DigestingChannel(ReadableByteChannel content, FurtherDigests digests)
      implements ReadableByteChannel {

    @Override
    public int read(ByteBuffer target) throws IOException {
      int start = target.position();
      int read = content.read(target);
      digests.update(target.duplicate().flip().position(start));
      return read;
    }

    @Override
    public boolean isOpen() {
      return content.isOpen();
    }

    @Override
    public void close() throws IOException {
      content.close();
    }
  }
}
