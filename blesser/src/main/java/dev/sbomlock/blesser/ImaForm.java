// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Measurement;

/** What security.ima is to hold of a file (security/integrity/integrity.h). */
interface ImaForm {

  // IMA_XATTR_DIGEST and IMA_XATTR_DIGEST_NG: forms that anybody can write.
  byte DIGEST = 1;
  byte DIGEST_NG = 4;

  /** The attribute's value for content that measures what is expected. */
  byte[] value(Measurement expected);

  /** What a value is that the file holds already. */
  Protection judge(byte[] held, Measurement expected);
}
