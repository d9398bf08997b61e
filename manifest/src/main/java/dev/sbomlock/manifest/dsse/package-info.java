// SPDX-License-Identifier: Apache-2.0
/**
 * Dead Simple Signing Envelopes (DSSE 1.0): what is signed, and how an envelope is read. It holds
 * no key and checks no signature.
 */
@NullMarked
package dev.sbomlock.manifest.dsse;

import org.jspecify.annotations.NullMarked;
