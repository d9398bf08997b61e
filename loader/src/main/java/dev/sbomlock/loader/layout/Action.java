// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.util.Locale;

/** What somebody tried, in the order of {@code enum sbomlock_action}. */
public enum Action {
  CHANGE_CONTENT,
  CHANGE_METADATA,
  CHANGE_NAME,
  COVER,
  UNCOVER,
  MOVE_BY_NAME,
  WRITE_DEVICE,
  COMMAND_DEVICE,
  EXECUTE,
  INTERPRET,
  EXECUTE_WRITTEN,
  EXECUTE_ANONYMOUS,
  CONTROL_TASK,
  PROBE_TASKS,
  FORGE_IDENTITY,
  SKIP_VERIFICATION,
  LOAD_KERNEL_CODE,
  CHOOSE_HELPER,
  CHOOSE_SWAP,
  SWITCH_OFF,
  USE_BPF,
  HOLD_GUARD,
  OVERRULE,
  UPDATE_POLICY,
  USE_KEY;

  /** As in events: {@code change-content}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
