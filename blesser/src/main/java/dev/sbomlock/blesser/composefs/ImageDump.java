// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import dev.sbomlock.manifest.ContentDigester.Measured;
import dev.sbomlock.manifest.EscapedName;
import dev.sbomlock.manifest.composefs.DumpInode;
import dev.sbomlock.manifest.composefs.DumpLine;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.FileType;
import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an image is to hold, as {@code mkcomposefs} takes it: all of a tree but devices. */
final class ImageDump {

  /** What lets a file run or be read; whoever signed it, nobody accounts for the file. */
  private static final Set<String> BLESSING = Set.of("security.ima", "security.evm");

  private final SourceTree tree;
  private final Map<TreeEntry.Inode, Map<String, byte[]>> blessed;
  private final Map<TreeEntry.Inode, Integer> names = new HashMap<>();
  private final Map<String, Integer> subdirectories = new HashMap<>();
  private final Map<TreeEntry.Inode, byte[]> first = new HashMap<>();

  /**
   * Of a tree.
   *
   * @param blessed the attributes of accounted files; others keep theirs, but for those that bless
   */
  ImageDump(SourceTree tree, Map<TreeEntry.Inode, Map<String, byte[]>> blessed) {
    this.tree = tree;
    this.blessed = blessed;
    for (TreeEntry entry : tree.entries()) {
      names.merge(entry.inode(), 1, Integer::sum);
      if (entry.type() == FileType.DIRECTORY && !entry.name().isEmpty()) {
        subdirectories.merge(parent(entry.name()), 1, Integer::sum);
      }
    }
  }

  /** Whether images are made without such files. */
  static boolean isLeftOut(FileType type) {
    return switch (type) {
      case CHARACTER_DEVICE, BLOCK_DEVICE, SOCKET, UNKNOWN -> true;
      case REGULAR, DIRECTORY, SYMLINK, FIFO -> false;
    };
  }

  /** Writes the lines, parents first; all of them together would take much memory. */
  void write(Writer out) throws IOException {
    for (TreeEntry entry : tree.entries()) {
      if (!isLeftOut(entry.type())) {
        out.write(line(entry));
        out.write('\n');
      }
    }
  }

  private String line(TreeEntry entry) {
    byte[] path = EscapedName.decode(entry.name());
    if (entry.type() == FileType.DIRECTORY) {
      int links = 2 + subdirectories.getOrDefault(entry.name(), 0);
      return DumpLine.directory(path, inode(entry, links));
    }
    DumpInode inode = inode(entry, names.getOrDefault(entry.inode(), 1));
    byte[] before = first.putIfAbsent(entry.inode(), path);
    if (before != null) {
      return DumpLine.hardLink(path, before, inode);
    }
    return switch (entry.type()) {
      case REGULAR -> file(path, tree.inode(entry).measured().orElseThrow(), inode);
      case SYMLINK -> DumpLine.symlink(path, EscapedName.decode(entry.target()), inode);
      case FIFO -> DumpLine.fifo(path, inode);
      case DIRECTORY, CHARACTER_DEVICE, BLOCK_DEVICE, SOCKET, UNKNOWN ->
          throw new IllegalArgumentException("not for an image: " + entry.type());
    };
  }

  private static String file(byte[] path, Measured measured, DumpInode inode) {
    return DumpLine.file(path, measured.size(), measured.fsverity(), inode);
  }

  private DumpInode inode(TreeEntry entry, int links) {
    FileStatus status = entry.status();
    return new DumpInode(status.mode(), links, status.uid(), status.gid(), attributes(entry));
  }

  private SortedMap<String, byte[]> attributes(TreeEntry entry) {
    Map<String, byte[]> ours = blessed.get(entry.inode());
    SortedMap<String, byte[]> attributes =
        new TreeMap<>(ours == null ? tree.inode(entry).attributes() : ours);
    if (ours == null) {
      attributes.keySet().removeAll(BLESSING);
    }
    return attributes;
  }

  private static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }
}
