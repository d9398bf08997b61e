// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

/** How a file tells the kernel its digest; in the order in which one file gets them. */
public enum BlessMethod {
  /** fs-verity: the kernel keeps the digest, forbids changes and verifies each block it reads. */
  FSVERITY("fsverity", "", false),
  /** The extended attribute {@code security.ima} in its hash form, for IMA appraisal. */
  IMA("ima", "security.ima", false),
  /** {@code security.ima} with a signature over the content's digest, version 2. */
  IMA_SIG("ima-sig", "security.ima", true),
  /** {@code security.ima} with a signature over the content's digest and its kind, version 3. */
  IMA_SIGV3("ima-sigv3", "security.ima", true),
  /** {@code security.ima} with a signature over the fs-verity digest, version 3. */
  IMA_SIGV3_VERITY("ima-sigv3-verity", "security.ima", true),
  /** {@code security.evm} with a signature over {@code security.ima}, owner, mode and labels. */
  EVM_PORTABLE("evm-portable", "security.evm", true),
  /** {@code security.bpf.sbomlock} with a digest and a signature over it, for BPF programs. */
  BPF_XATTR("bpf-xattr", "security.bpf.sbomlock", true);

  private final String key;
  private final String attribute;
  private final boolean signs;

  BlessMethod(String key, String attribute, boolean signs) {
    this.key = key;
    this.attribute = attribute;
    this.signs = signs;
  }

  /** The name used on the command line. */
  public String key() {
    return key;
  }

  /** The extended attribute that it writes, or nothing. */
  public String attribute() {
    return attribute;
  }

  /** Whether it takes a private key. */
  public boolean signs() {
    return signs;
  }
}
