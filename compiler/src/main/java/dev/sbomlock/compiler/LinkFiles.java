// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.intoto.LinkStore;
import dev.sbomlock.compiler.problem.IntotoProblems;
import dev.sbomlock.manifest.Input;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Links of a layout's steps: all {@code STEP.KEYID8.link} of a directory, and files that were named
 * one by one, whose content alone says of which step they are.
 */
final class LinkFiles implements LinkStore {

  private static final int MAX_FILES = 100_000;

  /** What stands between the step's name and the extension: the beginning of some keyid. */
  private static final Pattern LABEL = Pattern.compile("\\.([^./\\\\]{8})\\.link");

  private final Optional<Path> directory;
  private final List<DocumentFile> files;
  private final Set<Input> read;

  private LinkFiles(Optional<Path> directory, List<DocumentFile> files, Set<Input> read) {
    this.directory = directory;
    this.files = files;
    this.read = read;
  }

  /**
   * The links of that directory, if any, and these files.
   *
   * @param read takes each document that is asked for
   * @throws RejectedException when a file cannot be read
   */
  static LinkFiles of(Optional<Path> directory, List<Path> files, Set<Input> read)
      throws RejectedException {
    List<DocumentFile> documents = new ArrayList<>();
    for (Path file : files) {
      documents.add(DocumentFile.read(file));
    }
    return new LinkFiles(directory, documents, read);
  }

  @Override
  public List<LinkDocument> linksOf(String step) throws RejectedException {
    List<LinkDocument> documents = new ArrayList<>();
    if (directory.isPresent()) {
      for (String name : names(directory.get(), step)) {
        DocumentFile file = DocumentFile.read(directory.get().resolve(name));
        String sublayout = name.substring(0, name.length() - ".link".length());
        documents.add(document(file, sublayout, true));
      }
    }
    for (DocumentFile file : files) {
      documents.add(document(file, "", false));
    }
    return documents;
  }

  @Override
  public LinkStore below(String name) throws RejectedException {
    Path below = directory.orElseThrow().resolve(name);
    if (!Files.isDirectory(below)) {
      throw new RejectedException(
          IntotoProblems.linkDirectory(below.toString(), "the sublayout's links are not there"));
    }
    return new LinkFiles(Optional.of(below), List.of(), read);
  }

  private LinkDocument document(DocumentFile file, String sublayout, boolean named) {
    read.add(file.input("link", "in-toto link"));
    return new LinkDocument(file.name(), sublayout, named, file.bytes());
  }

  private static Set<String> names(Path directory, String step) throws RejectedException {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      int count = 0;
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.startsWith(step) && LABEL.matcher(name.substring(step.length())).matches()) {
          names.add(name);
        }
        if (++count > MAX_FILES) {
          throw new RejectedException(
              IntotoProblems.linkDirectory(
                  directory.toString(), "it holds more than " + MAX_FILES + " files"));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new RejectedException(
          IntotoProblems.linkDirectory(directory.toString(), "reading it failed: " + e));
    }
    return names;
  }
}
