// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.testing;

import dev.sbomlock.compiler.CompileRequest;
import dev.sbomlock.compiler.CompileRequest.Unaccounted;
import dev.sbomlock.compiler.Leniency;
import dev.sbomlock.compiler.ProvenanceRequest;
import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.ImageReference.Transport;
import dev.sbomlock.image.testing.ImageBuilder;
import dev.sbomlock.image.testing.RootBuilder;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Grant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A directory below testdata/sboms: SBOMs (see {@link #sboms}), {@code *.link} links, {@code *.pub}
 * keys, perhaps {@code root.layout} with its {@code owner.key} and {@code links/}, perhaps {@code
 * *.dsse} attestations with {@code *.builder} keys, perhaps {@code *.exceptions}, {@code
 * rootfs.tree} or {@code image.layers} for the content and {@code options}; {@code
 * manifest.expected} and {@code diagnostics.expected} are what compiling them gives.
 */
public record GoldenCase(Path directory) {

  private static final Path ALL =
      Path.of(System.getProperty("sbomlock.root")).resolve("testdata/sboms");

  /** All cases, by name. */
  public static List<GoldenCase> all() throws IOException {
    try (Stream<Path> directories = Files.list(ALL)) {
      return directories.filter(Files::isDirectory).sorted().map(GoldenCase::new).toList();
    }
  }

  /** The files of all cases with that suffix, as seeds of a fuzz test. */
  public static Stream<Arguments> seeds(String suffix) throws IOException {
    List<Path> files = new ArrayList<>();
    for (GoldenCase golden : all()) {
      files.addAll(golden.files(suffix));
    }
    return seeds(files, false);
  }

  /** These files as seeds, each with its number before it when {@code numbered}. */
  public static Stream<Arguments> seeds(List<Path> files, boolean numbered) throws IOException {
    List<Arguments> seeds = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      ByteArrayOutputStream seed = new ByteArrayOutputStream();
      if (numbered) {
        seed.write(i);
      }
      seed.writeBytes(Files.readAllBytes(files.get(i)));
      seeds.add(Arguments.of((Object) seed.toByteArray()));
    }
    return seeds.stream();
  }

  /** The case of that name. */
  public static GoldenCase named(String name) {
    return new GoldenCase(ALL.resolve(name));
  }

  /** The directory's name. */
  public String name() {
    return directory.getFileName().toString();
  }

  /** Whether compiling must be refused. */
  public boolean isRefused() {
    return name().startsWith("reject-");
  }

  /** The request that the case makes, its content built below {@code scratch}. */
  public CompileRequest request(Path scratch) throws IOException {
    Map<String, String> options = RootBuilder.options(directory.resolve("options"));
    CompileRequest request =
        CompileRequest.of(sboms())
            .withLinks(files("link"), files("pub"), options.getOrDefault("link-root", ""))
            .withPolicy(
                options.getOrDefault("unaccounted", "report").equals("deny")
                    ? Unaccounted.DENY
                    : Unaccounted.REPORT,
                EvidenceKind.ofKey(options.getOrDefault("require-evidence", "ownership"))
                    .orElseThrow())
            .withLeniency(
                new Leniency(
                    programs(options, "allow-unmeasured"),
                    files("exceptions").stream().findFirst(),
                    LocalDate.ofInstant(now(options), ZoneOffset.UTC)))
            .withGrant(Grant.JIT, programs(options, "allow-jit"))
            .withGrant(Grant.BPF, programs(options, "allow-bpf"));
    request = request.withProvenance(provenance(options));
    Path image = directory.resolve("image.layers");
    if (Files.exists(image)) {
      Path layout =
          ImageBuilder.build(scratch.resolve("image"), Files.readAllLines(image), directory);
      return request.withImage(
          new ImageReference(Transport.OCI, layout, Optional.of("app")), Optional.empty());
    }
    Path tree = directory.resolve("rootfs.tree");
    if (!Files.exists(tree)) {
      return request;
    }
    return request.withRootfs(
        RootBuilder.build(scratch.resolve("rootfs"), Files.readAllLines(tree), directory));
  }

  private static Instant now(Map<String, String> options) {
    return Instant.parse(options.getOrDefault("now", "2026-01-31T00:00:00Z"));
  }

  private ProvenanceRequest provenance(Map<String, String> options) throws IOException {
    ProvenanceRequest provenance = ProvenanceRequest.NONE;
    Path layout = directory.resolve("root.layout");
    if (Files.exists(layout)) {
      provenance =
          provenance.withLayout(
              layout,
              List.of(directory.resolve("owner.key")),
              Optional.of(directory.resolve("links")),
              Map.of(),
              now(options));
    }
    if (!files("dsse").isEmpty()) {
      provenance = provenance.withAttestations(files("dsse"), files("builder"));
    }
    return provenance;
  }

  /** The case's SBOMs, by name. */
  public List<Path> sboms() throws IOException {
    List<Path> sboms = new ArrayList<>();
    for (String suffix : List.of("json", "xml", "spdx", "yaml", "rdf", "gz", "zst")) {
      sboms.addAll(files(suffix));
    }
    return sboms;
  }

  private static List<String> programs(Map<String, String> options, String option) {
    return Arrays.stream(options.getOrDefault(option, "").split(","))
        .filter(program -> !program.isEmpty())
        .toList();
  }

  /** The case's files with that suffix, by name. */
  public List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith("." + suffix)).sorted().toList();
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
