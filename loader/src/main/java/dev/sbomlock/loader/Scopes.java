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
import java.util.Set;
import java.util.TreeSet;

/** What the requested gates are in this kernel. */
final class Scopes implements AutoCloseable {

  private final Set<Integer> fileSystems = new TreeSet<>();
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
      } catch (NotCgroupException e) {
        problems.add(
            LoaderProblems.noGate(gate.text(), "it lies on " + e.found + ", not on cgroup2"));
      }
    }
    if (!problems.isEmpty()) {
      scopes.close();
      throw new RejectedException(problems);
    }
    return scopes;
  }

  private void add(Gate gate) throws NativeException, IOException, NotCgroupException {
    if (gate instanceof Gate.FileSystem fileSystem) {
      fileSystems.add(enroller.enrol(top, fileSystem.path()).inode().device());
    } else if (gate instanceof Gate.Cgroup cgroup) {
      Root opened = Root.open(cgroup.path());
      cgroups.add(opened);
      FileSystem found = opened.directory().fileSystem();
      if (found.magic() != FileSystem.CGROUP2) {
        throw new NotCgroupException(found.name());
      }
      cgroupRecords.add(enroller.enrol(opened.directory()));
    }
  }

  /** Devices of the gated file systems. */
  Set<Integer> fileSystems() {
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

  private static final class NotCgroupException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String found;

    NotCgroupException(String found) {
      super(found);
      this.found = found;
    }
  }
}
