// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.KernelBtf;
import dev.sbomlock.loader.bpf.LibBpfLibrary;
import dev.sbomlock.loader.layout.Hook;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.posix.Capability;
import dev.sbomlock.posix.CurrentProcess;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileSystem;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import dev.sbomlock.posix.Verity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Examines whether this machine can carry the guard, and changes nothing. */
public final class Doctor {

  private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");
  private static final Path ACTIVE_LSMS = Path.of("/sys/kernel/security/lsm");
  private static final Path FTRACE_ENABLED = Path.of("/proc/sys/kernel/ftrace_enabled");
  private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
  private static final String DIGEST_KFUNC = "bpf_get_fsverity_digest";
  private static final List<Capability> NEEDED =
      List.of(
          Capability.CAP_BPF,
          Capability.CAP_PERFMON,
          Capability.CAP_SYS_ADMIN,
          Capability.CAP_DAC_OVERRIDE,
          Capability.CAP_LEASE);

  private Doctor() {}

  /**
   * One thing that was looked at.
   *
   * @param name such as {@code bpf-lsm}
   * @param required whether nothing can be loaded without it
   * @param detail what was found
   * @param problem what is wrong with it, if something is
   */
  public record Finding(
      String name, boolean required, String detail, Optional<Diagnostic> problem) {

    /** Whether it is as it should be. */
    public boolean ok() {
      return problem.isEmpty();
    }
  }

  /**
   * Looks at everything.
   *
   * @param root where files are to be blessed, if that is known
   */
  public static List<Finding> examine(Optional<Path> root) {
    List<Finding> findings = new ArrayList<>();
    findings.add(privileges());
    findings.add(btf());
    findings.add(bpfLsm());
    findings.add(libbpf());
    findings.add(kernelFunctions());
    findings.add(bpffs());
    findings.add(rootCgroup());
    findings.add(ftrace());
    findings.add(lockdown());
    root.map(Doctor::verity).ifPresent(findings::add);
    return findings;
  }

  /**
   * Passes when everything required is there.
   *
   * @throws MissingPrerequisiteException with all that is missing
   */
  static void require() throws MissingPrerequisiteException {
    List<Diagnostic> missing =
        examine(Optional.empty()).stream()
            .filter(Finding::required)
            .flatMap(finding -> finding.problem().stream())
            .toList();
    if (!missing.isEmpty()) {
      throw new MissingPrerequisiteException(missing);
    }
  }

  private static Finding privileges() {
    List<String> missing = new ArrayList<>();
    try {
      for (Capability capability : NEEDED) {
        if (!CurrentProcess.has(capability)) {
          missing.add(capability.name());
        }
      }
    } catch (NativeException e) {
      missing.add("a way to tell its capabilities (" + e.reason() + ")");
    }
    return missing.isEmpty()
        ? ok("privileges", "all capabilities needed")
        : missing("privileges", LoaderProblems.noPrivilege(String.join(", ", missing)));
  }

  private static Finding btf() {
    return Files.isReadable(BTF)
        ? ok("btf", BTF.toString())
        : missing("btf", LoaderProblems.noBtf(BTF.toString()));
  }

  private static Finding bpfLsm() {
    try {
      String active = Files.readString(ACTIVE_LSMS).strip();
      return Arrays.asList(active.split(",")).contains("bpf")
          ? ok("bpf-lsm", active)
          : missing("bpf-lsm", LoaderProblems.noBpfLsm(active));
    } catch (IOException e) {
      return missing("bpf-lsm", LoaderProblems.noActiveLsmList(reason(e)));
    }
  }

  private static Finding libbpf() {
    return LibBpfLibrary.unusable()
        .map(reason -> missing("libbpf", LoaderProblems.noLibBpf(reason)))
        .orElseGet(() -> ok("libbpf", "loaded"));
  }

  private static Finding kernelFunctions() {
    String name = "kernel-functions";
    String release = read(RELEASE);
    if (LibBpfLibrary.unusable().isPresent()) {
      return missing(name, LoaderProblems.kernelTooOld(release, List.of("an answer: no libbpf")));
    }
    List<String> absent = new ArrayList<>();
    try (KernelBtf kernel = KernelBtf.read()) {
      if (!kernel.hasFunction(DIGEST_KFUNC)) {
        absent.add("the kfunc " + DIGEST_KFUNC);
      }
      for (Hook hook : Hook.values()) {
        hook.function()
            .filter(function -> !hook.optional() && !kernel.hasFunction(function))
            .ifPresent(function -> absent.add("the function " + function));
      }
    } catch (NativeException e) {
      absent.add("BTF that can be read (" + e.reason() + ")");
    }
    return absent.isEmpty()
        ? ok(name, "Linux " + release)
        : missing(name, LoaderProblems.kernelTooOld(release, absent));
  }

  private static Finding bpffs() {
    String found;
    try (Root directory = Root.open(Pins.BPFFS)) {
      FileSystem fileSystem = directory.directory().fileSystem();
      if (fileSystem.magic() == FileSystem.BPF) {
        return ok("bpffs", Pins.BPFFS.toString());
      }
      found = fileSystem.name();
    } catch (NativeException e) {
      found = e.reason();
    }
    return missing("bpffs", LoaderProblems.noBpffs(Pins.BPFFS, found));
  }

  private static Finding rootCgroup() {
    try (Root cgroup = RootCgroup.open()) {
      return ok("root-cgroup", cgroup.directory().path());
    } catch (IOException e) {
      return missing("root-cgroup", LoaderProblems.noRootCgroup(String.valueOf(e.getMessage())));
    } catch (NativeException e) {
      return missing("root-cgroup", LoaderProblems.noRootCgroup(e.reason()));
    }
  }

  private static Finding ftrace() {
    String found = read(FTRACE_ENABLED);
    return found.equals("1")
        ? ok("ftrace", "enabled")
        : missing("ftrace", LoaderProblems.ftraceOff(found));
  }

  private static Finding lockdown() {
    return new Finding(
        "lockdown",
        false,
        read(Lockdown.LEVEL),
        Lockdown.holds() ? Optional.empty() : Optional.of(LoaderProblems.notLockedDown()));
  }

  private static Finding verity(Path root) {
    String fileSystem = "unknown";
    try (Root directory = Root.open(root)) {
      fileSystem = directory.directory().fileSystem().name();
      // A directory has no digest; where fs-verity is impossible the call itself is refused.
      Verity.measure(directory.directory());
      return new Finding("fs-verity", false, fileSystem, Optional.empty());
    } catch (NativeException e) {
      Diagnostic problem =
          e.errno() == Errno.ENOTTY || e.errno() == Errno.EOPNOTSUPP
              ? LoaderProblems.noVerity(root, fileSystem)
              : LoaderProblems.noRoot(root, e.reason());
      return new Finding("fs-verity", false, problem.fact(), Optional.of(problem));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return reason(e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName();
  }

  private static Finding ok(String name, String detail) {
    return new Finding(name, true, detail, Optional.empty());
  }

  private static Finding missing(String name, Diagnostic problem) {
    return new Finding(name, true, problem.fact(), Optional.of(problem));
  }
}
