// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

/** The capabilities that this program needs (include/uapi/linux/capability.h). */
public enum Capability {
  CAP_DAC_OVERRIDE(1),
  CAP_FOWNER(3),
  CAP_SYS_ADMIN(21),
  CAP_SYS_RESOURCE(24),
  CAP_LEASE(28),
  CAP_MAC_ADMIN(33),
  CAP_PERFMON(38),
  CAP_BPF(39);

  private final int number;

  Capability(int number) {
    this.number = number;
  }

  /** The kernel's number. */
  public int number() {
    return number;
  }
}
