// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.loader.libbpf.LibBpf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** What libbpf and the kernel's verifier said while an object was loaded. */
public final class LoadLog {

  private static final int INFO = 1;
  private static final int BUFFER_SIZE = 1 << 20;
  // The verifier ends with its statistics; the reason stands before them.
  private static final Pattern NOISE =
      Pattern.compile(
          "processed \\d+ insns.*|-- (BEGIN|END) PROG LOAD LOG --|.*failed to load.*|"
              + ".*BPF program load failed.*|verification time.*|stack depth.*|;.*|");

  // libbpf keeps the function's address, so that it must live as long as libbpf may call it.
  private static volatile LibBpf.@Nullable PrintFunction installed;

  private final List<String> lines = new ArrayList<>();

  private LoadLog() {}

  /** From now on what libbpf says, instead of on standard error, is collected here. */
  static LoadLog install() {
    LoadLog log = new LoadLog();
    LibBpf.PrintFunction function = log::print;
    LibBpfLibrary.get().libbpf_set_print(function);
    installed = function;
    return log;
  }

  /** Whether a log listens to libbpf; before that it writes to standard error. */
  static boolean isInstalled() {
    return installed != null;
  }

  private synchronized int print(int level, Pointer format, Pointer arguments) {
    if (level > INFO) {
      return 0;
    }
    byte[] text = new byte[BUFFER_SIZE];
    int length = LibBpfLibrary.get().vsnprintf(text, text.length, format, arguments);
    int kept = Math.max(0, Math.min(length, text.length - 1));
    new String(text, 0, kept, StandardCharsets.UTF_8).lines().forEach(lines::add);
    return length;
  }

  /** Everything, line by line. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** The one line that tells most: the last that is neither statistics nor an echo of it. */
  public String essence() {
    return essence(lines());
  }

  static String essence(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i).strip();
      if (!NOISE.matcher(line.replaceFirst("^libbpf: ", "")).matches()) {
        return line + " (" + (lines.size() - 1) + " lines omitted)";
      }
    }
    return "no reason was given";
  }
}
