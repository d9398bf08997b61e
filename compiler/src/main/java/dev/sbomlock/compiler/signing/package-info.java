// SPDX-License-Identifier: Apache-2.0
/** Signs manifests with private keys of the usual forms. It never comes onto a node. */
@NullMarked
package dev.sbomlock.compiler.signing;

import org.jspecify.annotations.NullMarked;
