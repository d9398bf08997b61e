// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

/** What tells that a package is there: a kind of package database, or files of their own accord. */
public enum PackageKind {
  DEB("deb", "dpkg"),
  APK("apk", "apk"),
  RPM("rpm", "rpm"),
  PYPI("pypi", "python"),
  NPM("npm", "npm"),
  MAVEN("maven", "maven"),
  GO("golang", "go");

  private final String purlType;
  private final String origin;

  PackageKind(String purlType, String origin) {
    this.purlType = purlType;
    this.origin = origin;
  }

  /** The type of its package URLs. */
  public String purlType() {
    return purlType;
  }

  /** What the origin of evidence starts with. */
  public String origin() {
    return origin;
  }
}
