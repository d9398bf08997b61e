// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.signing;

/** Where the passphrase of a private key comes from, asked only when one is needed. */
public interface Passphrase {

  /** The passphrase; the caller overwrites it after use. Empty when there is none to be had. */
  char[] ask();
}
