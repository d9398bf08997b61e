// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.EnrolledRecord;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileSystem;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** What the requested gates are in this kernel. */
final class Scopes implements AutoCloseable {

  private final List<Integer> fileSystems = new ArrayList<>();
  private final List<Root> cgroups = new ArrayList<>();
  private final List<EnrolledRecord> cgroupRecords = new ArrayList<>();
  private final Enroller enroller;
  private final Root top;

  private Scopes(Enroller enroller, Root top) {
    this.enroller = enroller;
    this.top = top;
  }

  /**
   * Finds them.
   *
   * @param top the root of all names
   * @throws RejectedException L020 for each that is not there, or not what it should be
   */
  static Scopes find(List<Gate> gates, Enroller enroller, Root top)
      throws RejectedException, IOException {
    Scopes scopes = new Scopes(enroller, top);
    List<Diagnostic> problems = new ArrayList<>();
    for (Gate gate : gates) {
      try {
        scopes.add(gate);
      } catch (NativeException e) {
        problems.add(LoaderProblems.noGate(gate.text(), e.reason()));
      } catch (NoSuchFileException e) {
        problems.add(LoaderProblems.noGate(gate.text(), "there is no such file"));
      } catch (UnfitException e) {
        problems.add(LoaderProblems.noGate(gate.text(), e.reason));
      }
    }
    if (!problems.isEmpty()) {
      scopes.close();
      throw new RejectedException(problems);
    }
    return scopes;
  }

  private void add(Gate gate) throws NativeException, IOException, UnfitException {
    if (gate instanceof Gate.FileSystem fileSystem) {
      EnrolledRecord found = enroller.enrol(top, fileSystem.path());
      // Its files have no digests, and what is mapped lies on the file systems below.
      if (found.magic() == FileSystem.OVERLAY) {
        throw new UnfitException("it lies on an overlay: gate a cgroup, or what lies below");
      }
      fileSystems.add(found.inode().device());
    } else if (gate instanceof Gate.Cgroup cgroup) {
      Root opened = Root.open(cgroup.path());
      cgroups.add(opened);
      FileSystem found = opened.directory().fileSystem();
      if (found.magic() != FileSystem.CGROUP2) {
        throw new UnfitException("it lies on " + found.name() + ", not on cgroup2");
      }
      cgroupRecords.add(enroller.enrol(opened.directory()));
    }
  }

  /** Devices of the gated file systems, one for each such gate and in the order of these. */
  List<Integer> fileSystems() {
    return fileSystems;
  }

  /** Open directories of the gated cgroups. */
  List<FileDescriptor> cgroups() {
    return cgroups.stream().map(Root::directory).toList();
  }

  /** The same directories as inodes: removed and made again, they would be other cgroups. */
  List<EnrolledRecord> cgroupRecords() {
    return cgroupRecords;
  }

  @Override
  public void close() {
    cgroups.forEach(Root::close);
  }

  private static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    UnfitException(String reason) {
      super(reason);
      this.reason = reason;
    }
  }
}
