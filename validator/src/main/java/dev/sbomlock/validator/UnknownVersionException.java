// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.validator;

/** The library has no schema of this version. */
final class UnknownVersionException extends Exception {

  private final String specification;

  UnknownVersionException(String specification) {
    super(specification);
    this.specification = specification;
  }

  String specification() {
    return specification;
  }
}
