// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

/** What a file holds for the kernel already, by one method. */
public sealed interface Protection {

  /** One word for it, such as {@code blessed}. */
  String key();

  /** Just what the manifest expects. */
  record Blessed() implements Protection {
    @Override
    public String key() {
      return "blessed";
    }
  }

  /** Nothing yet. */
  record None() implements Protection {
    @Override
    public String key() {
      return "none";
    }
  }

  /**
   * A digest that is not the manifest's, or a signature that does not hold: the kernel would deny
   * the file.
   *
   * @param actual what it holds
   */
  record Contradicting(String actual) implements Protection {

    @Override
    public String key() {
      return "contradicting";
    }
  }

  /**
   * Something of someone else's that this program does not judge, such as a signature.
   *
   * @param actual what it holds
   */
  record Foreign(String actual) implements Protection {
    @Override
    public String key() {
      return "foreign";
    }
  }

  /**
   * Nothing, for the file system cannot hold it.
   *
   * @param fileSystem the file system's type, such as {@code tmpfs}
   */
  record Unsupported(String fileSystem) implements Protection {
    @Override
    public String key() {
      return "unsupported";
    }
  }
}
