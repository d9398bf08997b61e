// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

/** How a file tells the kernel its digest. */
public enum BlessMethod {
  /** fs-verity: the kernel keeps the digest, forbids changes and verifies each block it reads. */
  FSVERITY("fsverity"),
  /** The extended attribute {@code security.ima} in its hash form, for IMA appraisal. */
  IMA("ima");

  private final String key;

  BlessMethod(String key) {
    this.key = key;
  }

  /** The name used on the command line. */
  public String key() {
    return key;
  }
}
