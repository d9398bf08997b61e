// SPDX-License-Identifier: Apache-2.0
/**
 * Signed manifests: whose they are, how new, until when. Verification only, with the JDK only:
 * private keys never come here, only the question for the passphrase that the other modules ask.
 */
@NullMarked
package dev.sbomlock.manifest.signing;

import org.jspecify.annotations.NullMarked;
