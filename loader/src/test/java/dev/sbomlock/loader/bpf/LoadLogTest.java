// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LoadLogTest {

  @Test
  void theReasonStandsBeforeTheStatistics() {
    List<String> log =
        List.of(
            "libbpf: prog 'sbomlock_file_open': BPF program load failed: Permission denied",
            "libbpf: prog 'sbomlock_file_open': -- BEGIN PROG LOAD LOG --",
            "0: R1=ctx() R10=fp0",
            "; struct inode *inode = dentry->d_inode;",
            "7: (79) r2 = *(u64 *)(r1 +48)",
            "R1 invalid mem access 'trusted_ptr_or_null_'",
            "processed 8 insns (limit 1000000) max_states_per_insn 0",
            "-- END PROG LOAD LOG --",
            "libbpf: prog 'sbomlock_file_open': failed to load: -13",
            "libbpf: failed to load object 'guard'");
    assertThat(LoadLog.essence(log))
        .isEqualTo("R1 invalid mem access 'trusted_ptr_or_null_' (9 lines omitted)");
  }

  @Test
  void aMissingHookIsAReason() {
    assertThat(
            LoadLog.essence(
                List.of(
                    "libbpf: prog 'sbomlock_x': failed to find kernel BTF type ID of 'x': -3",
                    "libbpf: prog 'sbomlock_x': failed to load: -3")))
        .startsWith("libbpf: prog 'sbomlock_x': failed to find kernel BTF type ID of 'x'");
  }

  @Test
  void silenceIsSaidToo() {
    assertThat(LoadLog.essence(List.of())).isEqualTo("no reason was given");
  }
}
