// SPDX-License-Identifier: Apache-2.0
/** Questions to manifests: why is a file trusted, in what do two manifests differ. Pure. */
@NullMarked
package dev.sbomlock.manifest.query;

import org.jspecify.annotations.NullMarked;
