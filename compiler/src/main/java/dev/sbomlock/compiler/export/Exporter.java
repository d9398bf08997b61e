// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;

/** Says what a manifest says in the language of another enforcer. */
public interface Exporter {

  /**
   * The manifest in that language: equal manifests, equal text.
   *
   * @throws RejectedException when a part of the manifest would be missing in it without a trace
   */
  Export export(MeasurementManifest manifest) throws RejectedException;
}
