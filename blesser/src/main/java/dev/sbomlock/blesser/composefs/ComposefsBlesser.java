// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import dev.sbomlock.blesser.Appraisal;
import dev.sbomlock.blesser.Appraiser;
import dev.sbomlock.blesser.BlessMethod;
import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.blesser.FileOutcome;
import dev.sbomlock.blesser.PortableAttributes;
import dev.sbomlock.blesser.Workers;
import dev.sbomlock.blesser.signing.SigningException;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.ContentDigester.Measured;
import dev.sbomlock.manifest.ContentHasher.Hashed;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.FileType;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes of a directory a digest store and a composefs image, in which accounted files bring the
 * attributes that bless them. All of them are compared with the manifest first; when one does not
 * match, the store stays as it was.
 *
 * <p>The image holds whatever the directory holds, but devices. What nobody accounts for is under
 * fs-verity like all else, and brings no signature, whoever's.
 */
public final class ComposefsBlesser {

  /** The image's name in the store. */
  public static final String IMAGE = ObjectStore.IMAGE;

  private final Request request;
  private final Mkcomposefs program;
  private final Optional<PortableAttributes> attributes;
  private final Workers workers;

  private final Map<ArtifactPath, FileOutcome> outcomes = new HashMap<>();
  private final Map<TreeEntry.Inode, Map<String, byte[]>> blessed = new HashMap<>();
  private final List<Diagnostic> findings = new ArrayList<>();

  private ComposefsBlesser(
      Request request, Optional<PortableAttributes> attributes, Mkcomposefs program) {
    this.request = request;
    this.program = program;
    this.attributes = attributes;
    this.workers = new Workers(request.threads());
  }

  /**
   * What to bless, and where to write it.
   *
   * @param manifest names the files
   * @param root the directory that holds them, and stays as it is
   * @param output a digest store, or where one is made; its image is replaced
   * @param methods {@code fsverity} demands that the store's file system has it
   * @param threads how many files are looked at a time; the result is the same for any number
   */
  public record Request(
      MeasurementManifest manifest, Path root, Path output, BlessMethods methods, int threads) {}

  /**
   * Blesses each accounted file by each of the methods.
   *
   * @param progress is told of reading, signing and storing
   * @return what became of each file; with one that does not match, nothing was written
   * @throws RejectedException B001 when the root cannot be opened, B002 when the manifest has no
   *     accounted file, B036 when the key signs no more, B050 when a method is not for composefs,
   *     B051 to B054 and B057
   * @throws MissingPrerequisiteException B055 when fs-verity is demanded and not there, B056 when
   *     there is no mkcomposefs
   */
  public static ComposefsReport bless(Request request, Progress progress)
      throws RejectedException, MissingPrerequisiteException {
    return bless(request, new Mkcomposefs(), progress);
  }

  static ComposefsReport bless(Request request, Mkcomposefs program, Progress progress)
      throws RejectedException, MissingPrerequisiteException {
    if (!request.manifest().verity().equals(VerityParameters.DEFAULT)) {
      throw new RejectedException(
          ComposefsProblems.otherVerity(request.manifest().subject().name()));
    }
    ComposefsBlesser blesser =
        new ComposefsBlesser(request, attributes(request.methods()), program);
    List<Measurement> files = Appraiser.accounted(request.manifest());
    try (Root root = Appraiser.open(request.root())) {
      refuseInside(request.output(), request.root());
      try (ObjectStore store = ObjectStore.open(request.output())) {
        return blesser.bless(files, root, store, progress);
      } catch (SigningException e) {
        throw new RejectedException(
            e.diagnostic(request.root().toString(), ComposefsProblems.NOTHING_WRITTEN));
      } catch (IOException e) {
        throw new RejectedException(ComposefsProblems.unwritable(request.output(), e.toString()));
      } catch (NativeException e) {
        throw new RejectedException(
            ComposefsProblems.unwritable(request.output(), String.valueOf(e.getMessage())));
      }
    }
  }

  /** What each accounted file is to bring; empty when fs-verity is all that was asked for. */
  private static Optional<PortableAttributes> attributes(BlessMethods methods)
      throws RejectedException {
    for (BlessMethod method : List.of(BlessMethod.IMA_SIGV3_VERITY, BlessMethod.BPF_XATTR)) {
      if (methods.methods().contains(method)) {
        throw new RejectedException(ComposefsProblems.notForComposefs(method.key()));
      }
    }
    return methods.without(BlessMethod.FSVERITY).flatMap(PortableAttributes::of);
  }

  private static void refuseInside(Path output, Path root) throws RejectedException {
    try {
      Path top = root.toRealPath();
      Path above = output.toAbsolutePath().normalize();
      while (above != null && !Files.exists(above)) {
        above = above.getParent();
      }
      if (above != null && above.toRealPath().startsWith(top)) {
        throw new RejectedException(ComposefsProblems.inside(output, root));
      }
    } catch (IOException e) {
      throw new RejectedException(ComposefsProblems.unwritable(output, e.toString()));
    }
  }

  private ComposefsReport bless(
      List<Measurement> files, Root root, ObjectStore store, Progress progress)
      throws RejectedException, MissingPrerequisiteException, IOException, NativeException {
    noteLackOfVerity(store);
    SourceTree tree = SourceTree.read(request.root(), root, store, request.threads(), progress);
    List<Match> matches = appraise(files, tree);
    if (!outcomes.isEmpty()) {
      return report(Optional.empty());
    }
    sign(matches, progress);
    noteDevices(tree);
    progress.begin("storing", 0);
    Digest image = makeImage(tree, store);
    int added = store.publish(ObjectStore.IMAGE, image, workers);
    return report(
        Optional.of(new ComposefsReport.Made(image, store.objects(), added, others(tree))));
  }

  private ComposefsReport report(Optional<ComposefsReport.Made> made) {
    return new ComposefsReport(BlessReport.of(request.manifest(), outcomes), findings, made);
  }

  private void noteLackOfVerity(ObjectStore store)
      throws MissingPrerequisiteException, NativeException {
    Optional<Diagnostic> lack = store.lackOfVerity();
    if (lack.isPresent() && request.methods().methods().contains(BlessMethod.FSVERITY)) {
      throw new MissingPrerequisiteException(
          lack.get().withConsequence(ComposefsProblems.NOTHING_WRITTEN));
    }
    lack.ifPresent(findings::add);
  }

  private void noteDevices(SourceTree tree) {
    List<TreeEntry> devices =
        tree.entries().stream().filter(entry -> ImageDump.isLeftOut(entry.type())).toList();
    if (!devices.isEmpty()) {
      findings.add(ComposefsProblems.devicesLeftOut(devices.size(), devices.get(0).name()));
    }
  }

  /** An accounted file and where it is. */
  private record Match(Measurement expected, TreeEntry entry, TreeInode inode) {}

  private List<Match> appraise(List<Measurement> files, SourceTree tree) {
    List<Match> matches = new ArrayList<>();
    for (Measurement expected : files) {
      Optional<TreeEntry> entry = tree.entry(expected.path());
      Optional<Appraisal> mismatch = mismatch(expected, entry, tree);
      if (mismatch.isEmpty()) {
        TreeEntry found = entry.orElseThrow();
        matches.add(new Match(expected, found, tree.inode(found)));
      } else {
        mismatch
            .get()
            .problem()
            .map(problem -> problem.withConsequence(ComposefsProblems.NOTHING_WRITTEN))
            .map(problem -> FileOutcome.refused(expected.path(), problem))
            .ifPresent(this::note);
      }
    }
    return matches;
  }

  private static Optional<Appraisal> mismatch(
      Measurement expected, Optional<TreeEntry> entry, SourceTree tree) {
    if (entry.isEmpty()) {
      return Optional.of(new Appraisal.Absent(expected));
    }
    TreeEntry found = entry.get();
    if (found.type() != FileType.REGULAR) {
      return Optional.of(new Appraisal.NotRegular(expected, "a " + found.type().description()));
    }
    Measured measured = tree.inode(found).measured().orElseThrow();
    return Appraisal.mismatch(
        expected, new Hashed(measured.size(), measured.sha256()), found.status().permissions());
  }

  private void note(FileOutcome outcome) {
    outcomes.put(outcome.path(), outcome);
  }

  /** Signs each file once, whatever names it has. */
  private void sign(List<Match> matches, Progress progress) {
    Map<TreeEntry.Inode, Match> first = new LinkedHashMap<>();
    matches.forEach(match -> first.putIfAbsent(match.entry().inode(), match));
    List<Match> files = List.copyOf(first.values());
    progress.begin("signing", files.size());
    List<Map<String, Optional<byte[]>>> changes =
        workers.each(
            files,
            () ->
                match -> {
                  Map<String, Optional<byte[]>> change = changes(match);
                  progress.advance();
                  return change;
                });
    Map<TreeEntry.Inode, Boolean> changed = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      TreeEntry.Inode inode = files.get(i).entry().inode();
      blessed.put(inode, apply(changes.get(i), files.get(i).inode().attributes()));
      changed.put(inode, attributes.isEmpty() || !changes.get(i).isEmpty());
    }
    for (Match match : matches) {
      ArtifactPath path = match.expected().path();
      note(
          Boolean.TRUE.equals(changed.get(match.entry().inode()))
              ? FileOutcome.blessed(path)
              : FileOutcome.already(path));
    }
  }

  private Map<String, Optional<byte[]>> changes(Match match) {
    FileStatus status = match.entry().status();
    PortableAttributes.Entry entry =
        new PortableAttributes.Entry(
            match.inode().attributes(), status.uid(), status.gid(), status.permissions());
    return attributes.map(all -> all.changes(match.expected(), entry)).orElse(Map.of());
  }

  private static Map<String, byte[]> apply(
      Map<String, Optional<byte[]>> changes, Map<String, byte[]> held) {
    Map<String, byte[]> result = new HashMap<>(held);
    changes.forEach(
        (name, value) ->
            value.ifPresentOrElse(bytes -> result.put(name, bytes), () -> result.remove(name)));
    return result;
  }

  private Digest makeImage(SourceTree tree, ObjectStore store)
      throws IOException, MissingPrerequisiteException, RejectedException {
    Path dump = store.scratch("dump");
    try (BufferedWriter out = Files.newBufferedWriter(dump, StandardCharsets.US_ASCII)) {
      new ImageDump(tree, blessed).write(out);
    }
    Path image = store.scratch(ObjectStore.IMAGE);
    program.make(dump, image, store.scratch("said"));
    try (SeekableByteChannel content = Files.newByteChannel(image)) {
      return new ContentDigester().measure(content).fsverity();
    }
  }

  private int others(SourceTree tree) {
    return (int)
        tree.entries().stream()
            .filter(entry -> entry.type() == FileType.REGULAR)
            .filter(entry -> !blessed.containsKey(entry.inode()))
            .count();
  }
}
