// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.validator;

/** The syntaxes that can be validated: all that {@code compile} reads but RDF. */
public enum Syntax {
  CYCLONEDX_JSON,
  CYCLONEDX_XML,
  SPDX_JSON,
  SPDX_YAML,
  SPDX_TAG_VALUE,
  SPDX3_JSON
}
