// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.intoto.FunctionaryKey;
import dev.sbomlock.compiler.intoto.FunctionaryKeyReader;
import dev.sbomlock.compiler.intoto.Link;
import dev.sbomlock.compiler.intoto.LinkReader;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Input;
import dev.sbomlock.manifest.RejectedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The documents of a request, read and verified.
 *
 * @param inputs all of them, sorted, each once
 * @param sboms in the order of inputs
 * @param provenance what links, layouts and attestations say of the build
 */
record Documents(List<Input> inputs, List<SbomInput> sboms, Provenance provenance) {

  static final Comparator<Input> ORDER =
      Comparator.comparing(Input::kind)
          .thenComparing(Input::name)
          .thenComparing(Input::digest)
          .thenComparing(Input::format);

  /**
   * An SBOM and its place among the inputs.
   *
   * @param index of its input
   */
  record SbomInput(int index, Input input, Sbom sbom) {}

  /**
   * Reads all documents of a request.
   *
   * @throws RejectedException with what is wrong with any of them
   */
  static Documents read(CompileRequest request) throws RejectedException {
    List<Diagnostic> problems = new ArrayList<>();
    List<Read<Sbom>> sboms =
        readAll(request.sboms(), problems, file -> sbom(DocumentFile.read(file)));
    List<Read<FunctionaryKey>> keys =
        readAll(request.linkKeys(), problems, file -> key(DocumentFile.read(file)));
    List<FunctionaryKey> usable = keys.stream().map(Read::value).toList();
    boolean keysAreMissing = usable.isEmpty() && !request.linkKeys().isEmpty();
    // Without any usable key every link would seem unverified, which is not the user's problem.
    // With a layout, its steps say which keys count for which link.
    boolean ofLayout = request.provenance().layout().isPresent();
    List<Read<Link>> links =
        keysAreMissing || ofLayout
            ? List.of()
            : readAll(request.links(), problems, file -> link(DocumentFile.read(file), usable));
    Provenance provenance =
        Provenance.read(request, distinct(links).stream().map(Read::value).toList(), problems);
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    return of(sboms, keys, links, provenance);
  }

  private static Documents of(
      List<Read<Sbom>> sboms,
      List<Read<FunctionaryKey>> keys,
      List<Read<Link>> links,
      Provenance provenance) {
    TreeSet<Input> sorted = new TreeSet<>(ORDER);
    sboms.forEach(read -> sorted.add(read.input));
    keys.forEach(read -> sorted.add(read.input));
    links.forEach(read -> sorted.add(read.input));
    sorted.addAll(provenance.inputs());
    List<Input> inputs = List.copyOf(sorted);
    return new Documents(
        inputs,
        distinct(sboms).stream()
            .map(read -> new SbomInput(inputs.indexOf(read.input), read.input, read.value))
            .toList(),
        provenance);
  }

  /** Sorted, and the same document given twice only once. */
  private static <T> List<Read<T>> distinct(List<Read<T>> reads) {
    TreeSet<Read<T>> sorted = new TreeSet<>(Comparator.comparing(Read::input, ORDER));
    sorted.addAll(reads);
    return List.copyOf(sorted);
  }

  private static Read<Sbom> sbom(DocumentFile file) throws RejectedException {
    Sbom sbom = SbomReader.read(file);
    return new Read<>(file.input("sbom", sbom.format()), sbom);
  }

  private static Read<FunctionaryKey> key(DocumentFile file) throws RejectedException {
    return new Read<>(
        file.input("link-key", "public key"), FunctionaryKeyReader.read(file.bytes(), file.name()));
  }

  private static Read<Link> link(DocumentFile file, List<FunctionaryKey> keys)
      throws RejectedException {
    return new Read<>(
        file.input("link", "in-toto link"), LinkReader.read(file.bytes(), file.name(), keys));
  }

  private static <T> List<Read<T>> readAll(
      List<Path> files, List<Diagnostic> problems, Reader<T> reader) {
    List<Read<T>> read = new ArrayList<>();
    for (Path file : files) {
      try {
        read.add(reader.read(file));
      } catch (RejectedException e) {
        problems.addAll(e.diagnostics());
      }
    }
    return read;
  }

  private record Read<T>(Input input, T value) {}

  private interface Reader<T> {
    Read<T> read(Path file) throws RejectedException;
  }
}
