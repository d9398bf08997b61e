// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.blesser.BlessMethod;
import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.blesser.signing.Vectors;
import dev.sbomlock.image.ImageOutput;
import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.Layer;
import dev.sbomlock.image.Platform;
import dev.sbomlock.image.compression.Compression;
import dev.sbomlock.image.testing.ImageBuilder;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A blessed image is the same image, but for the attributes of what the manifest accounts for. */
final class ImageBlesserTest {

  private static final List<String> LOWER =
      List.of(
          "layer gzip",
          "dir usr",
          "file usr/tool 0755 a program",
          "hardlink usr/same usr/tool",
          "file usr/hidden 0755 below",
          "file usr/removed 0755 gone",
          "file etc/conf 0644 text",
          "link bin usr",
          "pipe run/pipe");

  private static final List<String> UPPER =
      List.of(
          "layer zstd",
          "file usr/hidden 0755 above",
          "file usr/.wh.removed 0644 ",
          "file usr/set 4755 for root",
          "layer plain",
          "file readme 0644 nobody's");

  @TempDir private Path scratch;

  private ImageReference source;
  private ImageListing before;
  private MeasurementManifest manifest;

  @BeforeEach
  void build() throws Exception {
    List<String> description = new ArrayList<>(LOWER);
    description.addAll(UPPER);
    source = reference("oci:" + ImageBuilder.build(scratch.resolve("in"), description, scratch));
    before = ImageListing.of(source);
    manifest = before.manifest("usr/tool", "usr/same", "usr/hidden", "usr/set");
  }

  @Test
  void blessesWhatTheImageHasAndNothingElse() throws Exception {
    ImageBlessReport report = bless("oci:" + scratch.resolve("out"), 2);
    assertThat(report.blessed()).isEqualTo(4);
    assertThat(report.layers()).isEqualTo(2);
    ImageListing after = ImageListing.of(reference("oci:" + scratch.resolve("out:app")));
    assertThat(after.content()).isEqualTo(before.content());
    assertThat(report.image()).hasValue(after.digest());
    assertThat(after.description().original()).hasValue(before.digest());
    Map<String, String> ima = after.attribute("security.ima");
    assertThat(ima.keySet()).containsExactly("usr/hidden", "usr/same", "usr/set", "usr/tool");
    assertThat(ima).containsEntry("usr/tool", "0404" + sha256("a program"));
    assertThat(ima).containsEntry("usr/same", ima.get("usr/tool"));
    assertThat(ima).containsEntry("usr/hidden", "0404" + sha256("above"));
    // What the upper layer hides brings nothing, so a layer shared with others changes no more.
    ImageReference lower = reference("oci:" + scratch.resolve("out"));
    byte[] plain = plain(ImageListing.of(lower).description().layers().get(0));
    assertThat(new String(plain, StandardCharsets.ISO_8859_1).split("xattr.security.ima", -1))
        .hasSize(2);
    assertThat(layers(after).get(2).digest()).isEqualTo(layers(before).get(2).digest());
    assertThat(scratch).isDirectoryNotContaining("glob:**.sbomlock");
  }

  static Stream<Arguments> forms() {
    List<String> transports = List.of("oci", "oci-archive", "docker-archive");
    return transports.stream().flatMap(in -> transports.stream().map(out -> Arguments.of(in, out)));
  }

  @MethodSource("forms")
  @ParameterizedTest
  void takesAndGivesEveryForm(String in, String out) throws Exception {
    ImageReference input = source;
    if (!in.equals("oci")) {
      input = reference(in + ":" + scratch.resolve("copy") + ":app:1");
      assertThat(bless(before.manifest("readme"), source, input, keep(1)).blessed()).isEqualTo(1);
    }
    ImageReference output = reference(out + ":" + scratch.resolve("result") + ":app:2");
    MeasurementManifest expected = ImageListing.of(input).manifest("usr/tool", "usr/set");
    assertThat(bless(expected, input, output, keep(2)).image()).isPresent();
    ImageListing after = ImageListing.of(output);
    assertThat(after.content()).isEqualTo(before.content());
    assertThat(after.attribute("security.ima")).containsKeys("usr/set", "usr/same", "usr/tool");
    Path copied = scratch.resolve("by-skopeo");
    run("skopeo", "copy", "--quiet", output.toString(), "oci:" + copied + ":x");
    assertThat(ImageListing.of(reference("oci:" + copied)).attribute("security.ima"))
        .isEqualTo(after.attribute("security.ima"));
  }

  @CsvSource({"keep", "gzip", "zstd", "none"})
  @ParameterizedTest
  void givesTheSameForAnyNumberOfThreads(String compression) throws Exception {
    List<Map<String, String>> results = new ArrayList<>();
    for (int threads : List.of(1, 2, 5)) {
      Path out = scratch.resolve("out" + threads);
      bless(manifest, source, reference("oci:" + out), form(compression, threads));
      results.add(files(out));
    }
    assertThat(results.get(1)).isEqualTo(results.get(0));
    assertThat(results.get(2)).isEqualTo(results.get(0));
    for (Layer layer : layers(ImageListing.of(reference("oci:" + scratch.resolve("out1"))))) {
      if (!compression.equals("keep")) {
        assertThat(compressionOf(layer).key()).isEqualTo(compression);
      }
    }
  }

  @Test
  void blessedAgainItStaysAsItIs() throws Exception {
    bless("oci:" + scratch.resolve("once"), 1);
    ImageReference once = reference("oci:" + scratch.resolve("once"));
    ImageReference twice = reference("oci:" + scratch.resolve("twice"));
    ImageBlessReport report = bless(manifest, once, twice, keep(1));
    assertThat(report.already()).isEqualTo(4);
    assertThat(report.layers()).isZero();
    assertThat(files(scratch.resolve("twice"))).isEqualTo(files(scratch.resolve("once")));
  }

  @Test
  void signsAsEvmctlVerifies() throws Exception {
    Path out = scratch.resolve("out");
    FileSigner signer =
        FileSigner.read(Vectors.file("rsa2048.key"), Optional.empty(), () -> new char[0]);
    BlessMethods methods =
        new BlessMethods(
            Set.of(BlessMethod.IMA_SIG, BlessMethod.EVM_PORTABLE), Optional.of(signer));
    ImageBlesser.bless(
        manifest,
        new ImageBlesser.Request(
            new ImageBlesser.Source(source, Optional.empty()),
            reference("oci:" + out),
            form("gzip", 2)),
        methods,
        Progress.NONE);
    Path bundle = scratch.resolve("bundle");
    run("umoci", "unpack", "--image", out + ":app", bundle.toString());
    Path certificate = scratch.resolve("key.der");
    run(
        "openssl",
        "x509",
        "-in",
        Vectors.file("rsa2048.cer.pem").toString(),
        "-outform",
        "der",
        "-out",
        certificate.toString());
    for (String name : List.of("usr/tool", "usr/same", "usr/hidden", "usr/set")) {
      String file = bundle.resolve("rootfs").resolve(name).toString();
      run("evmctl", "ima_verify", "--key", certificate.toString(), file);
      run("evmctl", "verify", "--key", certificate.toString(), file);
    }
    assertThatThrownBy(
            () ->
                run(
                    "evmctl",
                    "ima_verify",
                    "--key",
                    certificate.toString(),
                    bundle.resolve("rootfs/readme").toString()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void gnuTarAgrees() throws Exception {
    bless("oci:" + scratch.resolve("out"), 1);
    ImageListing after = ImageListing.of(reference("oci:" + scratch.resolve("out")));
    Path archive = Files.write(scratch.resolve("layer.tar"), plain(layers(after).get(0)));
    Path unpacked = Files.createDirectory(scratch.resolve("unpacked"));
    run(
        "tar",
        "--xattrs",
        "--xattrs-include=*",
        "-xpf",
        archive.toString(),
        "-C",
        unpacked.toString());
    String held =
        run(
            "getfattr",
            "--absolute-names",
            "-n",
            "security.ima",
            "-e",
            "hex",
            unpacked.resolve("usr/same").toString());
    assertThat(held).contains("security.ima=0x0404" + sha256("a program"));
  }

  @Test
  void writesNothingWhenAFileDiffers() throws Exception {
    List<String> other = new ArrayList<>(LOWER);
    other.set(2, "file usr/tool 0755 another");
    other.addAll(UPPER);
    ImageReference changed =
        reference("oci:" + ImageBuilder.build(scratch.resolve("changed"), other, scratch));
    ImageBlessReport report =
        bless(manifest, changed, reference("oci:" + scratch.resolve("out")), keep(1));
    assertThat(report.image()).isEmpty();
    assertThat(report.refusals())
        .extracting(Diagnostic::code)
        .containsExactly("B041", "B004", "B004");
    assertThat(report.refusals())
        .allMatch(problem -> problem.consequence().equals("no image was written"));
    nothingLeft();
  }

  @Test
  void tellsWhatIsThereInPlaceOfAFile() throws Exception {
    ImageReference other =
        reference(
            "oci:"
                + ImageBuilder.build(
                    scratch.resolve("other"),
                    List.of(
                        "layer plain",
                        "link usr/tool x",
                        "dir usr/same",
                        "file usr/set 0755 for root"),
                    scratch));
    assertThat(
            bless(manifest, other, reference("oci:" + scratch.resolve("out")), keep(1)).refusals())
        .extracting(Diagnostic::code)
        .containsExactly("B041", "B003", "B006", "B005", "B006");
    nothingLeft();
  }

  @CsvSource({
    "size, C205",
    "digest, C206",
    "diff-id, C207",
    "missing, C204",
    "garbage, C213",
    "media-type, C212"
  })
  @ParameterizedTest
  void writesNothingOfAFaultyImage(String fault, String code) throws Exception {
    List<String> faulty = new ArrayList<>(LOWER);
    faulty.add("fault " + fault);
    ImageReference image =
        reference("oci:" + ImageBuilder.build(scratch.resolve("faulty"), faulty, scratch));
    assertThatThrownBy(
            () -> bless(manifest, image, reference("oci:" + scratch.resolve("out")), keep(1)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(code)
        .hasMessageContaining("no image was written");
    nothingLeft();
  }

  @Test
  void refusesWhatCannotTravel() {
    BlessMethods methods = new BlessMethods(Set.of(BlessMethod.FSVERITY), Optional.empty());
    ImageReference out = reference("oci:" + scratch.resolve("out"));
    assertThatThrownBy(
            () ->
                ImageBlesser.bless(
                    manifest,
                    new ImageBlesser.Request(
                        new ImageBlesser.Source(source, Optional.empty()), out, keep(1)),
                    methods,
                    Progress.NONE))
        .hasMessageContaining("B040");
  }

  @Test
  void rehearsesWithoutATrace() throws Exception {
    ImageBlessReport rehearsed =
        ImageBlesser.rehearse(
            manifest, new ImageBlesser.Source(source, Optional.empty()), ima(), Progress.NONE);
    nothingLeft();
    ImageBlessReport blessed = bless("oci:" + scratch.resolve("out"), 1);
    assertThat(rehearsed.blessed()).isPositive().isEqualTo(blessed.blessed());
    assertThat(rehearsed.layers()).isEqualTo(blessed.layers());
    assertThat(rehearsed.image()).isEmpty();
    ImageBlessReport again =
        ImageBlesser.rehearse(
            manifest,
            new ImageBlesser.Source(reference("oci:" + scratch.resolve("out")), Optional.empty()),
            ima(),
            Progress.NONE);
    assertThat(again.already()).isEqualTo(blessed.blessed());
    assertThat(again.layers()).isZero();
  }

  @Test
  void overwritesNothing() throws Exception {
    Path out = Files.writeString(scratch.resolve("out"), "precious");
    assertThatThrownBy(() -> bless("oci-archive:" + out, 1)).hasMessageContaining("C215");
    assertThat(out).hasContent("precious");
    nothingLeftBut("out");
  }

  @Test
  void takesOverWhatAKilledRunLeft() throws Exception {
    Path left = Files.createDirectories(scratch.resolve(".out.sbomlock/made/blobs"));
    Files.writeString(left.resolve("half"), "half");
    Files.writeString(scratch.resolve(".out.sbomlock/ahead-0"), "half");
    bless("oci:" + scratch.resolve("out"), 1);
    bless("oci:" + scratch.resolve("undisturbed"), 1);
    assertThat(files(scratch.resolve("out"))).isEqualTo(files(scratch.resolve("undisturbed")));
    assertThat(scratch).isDirectoryNotContaining("glob:**.sbomlock");
  }

  @Test
  void tellsHowFarItIs() throws Exception {
    Map<String, Long> left = new ConcurrentHashMap<>();
    Progress progress =
        new Progress() {
          private volatile String stage = "";

          @Override
          public void begin(String name, long total, Unit unit) {
            assertThat(total).isPositive();
            left.put(name, total);
            stage = name;
          }

          @Override
          public void advance(long more) {
            left.merge(stage, -more, Long::sum);
          }
        };

    ImageBlesser.bless(
        manifest,
        new ImageBlesser.Request(
            new ImageBlesser.Source(source, Optional.empty()),
            reference("oci:" + scratch.resolve("out")),
            keep(2)),
        ima(),
        progress);

    assertThat(left).containsOnlyKeys("reading", "signing", "writing");
    assertThat(left.values()).containsOnly(0L);
  }

  @Test
  void waitsForNobodyElse() throws Exception {
    ImageReference out = reference("oci:" + scratch.resolve("out"));
    try (ImageOutput other = ImageOutput.create(out)) {
      assertThat(other).isNotNull();
      assertThatThrownBy(() -> bless(out.toString(), 1)).hasMessageContaining("C216");
    }
    assertThat(bless(out.toString(), 1).image()).isPresent();
  }

  @Test
  void keepsOtherPlatformsAsTheyAre() throws Exception {
    Path layout = scratch.resolve("in");
    Path second =
        ImageBuilder.build(
            scratch.resolve("second"), List.of("layer gzip", "file usr/tool 0755 arm"), scratch);
    String arm = entry(second).replace("}}", "}").replace(",\"annotations\"", ",\"x\"");
    try (Stream<Path> blobs = Files.list(second.resolve("blobs/sha256"))) {
      for (Path blob : blobs.toList()) {
        Files.copy(blob, layout.resolve("blobs/sha256").resolve(blob.getFileName().toString()));
      }
    }
    String amd = entry(layout);
    String inner =
        "{\"schemaVersion\":2,\"manifests\":["
            + platform(arm, "arm64")
            + ","
            + platform(amd, "amd64")
            + "]}";
    String hex = sha256(inner);
    Files.writeString(layout.resolve("blobs/sha256/" + hex), inner);
    Files.writeString(
        layout.resolve("index.json"),
        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
            + "\"digest\":\"sha256:"
            + hex
            + "\",\"size\":"
            + inner.length()
            + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"app\"}}]}");
    ImageReference out = reference("oci:" + scratch.resolve("out:app"));
    assertThat(bless(manifest, source, out, keep(1)).blessed()).isEqualTo(4);
    Path copy = scratch.resolve("all");
    run("skopeo", "copy", "--all", "--quiet", out.toString(), "oci:" + copy + ":all");
    assertThat(files(copy)).containsAllEntriesOf(files(second.resolve("blobs"), "blobs/"));
    ImageBlessReport other =
        ImageBlesser.bless(
            manifest,
            new ImageBlesser.Request(
                new ImageBlesser.Source(source, Optional.of(Platform.parse("linux/amd64"))),
                reference("oci:" + scratch.resolve("by-platform:app")),
                keep(1)),
            ima(),
            Progress.NONE);
    assertThat(other.blessed()).isEqualTo(4);
    assertThat(files(scratch.resolve("by-platform"))).isEqualTo(files(scratch.resolve("out")));
  }

  @Test
  void dropsWhatIsSaidOfOtherBytes() throws Exception {
    Path layout = scratch.resolve("in");
    String document = Files.readString(manifestFile(layout));
    int first = document.indexOf("}", document.indexOf("\"layers\""));
    String noted =
        document.substring(0, first)
            + ",\"annotations\":{\"containerd.io/snapshot/stargz/toc.digest\":\"sha256:0\",\"kept\":\"1\"}"
            + document.substring(first, document.length() - 1)
            + ",\"unknown\":[1.50,null,{\"a\":true}],\"annotations\":{\"note\":\"\u00fc\"}}";
    String hex = sha256(noted);
    Files.writeString(layout.resolve("blobs/sha256/" + hex), noted);
    String index = Files.readString(layout.resolve("index.json"));
    Files.writeString(
        layout.resolve("index.json"),
        index
            .replaceAll("sha256:[0-9a-f]{64}", "sha256:" + hex)
            .replaceAll(
                "\"size\":[0-9]+", "\"size\":" + noted.getBytes(StandardCharsets.UTF_8).length));
    bless("oci:" + scratch.resolve("out"), 1);
    assertThat(Files.readString(manifestFile(scratch.resolve("out"))))
        .doesNotContain("stargz")
        .contains("\"kept\":\"1\"")
        .contains("\"unknown\":[1.50,null,{\"a\":true}]")
        .contains("\"note\":\"\u00fc\"")
        .contains("\"dev.sbomlock.original-digest\":\"sha256:" + hex + "\"");
  }

  private ImageBlessReport bless(String out, int threads) throws RejectedException {
    return bless(manifest, source, reference(out), keep(threads));
  }

  private static ImageBlessReport bless(
      MeasurementManifest manifest, ImageReference in, ImageReference out, ImageOutput.Form form)
      throws RejectedException {
    return ImageBlesser.bless(
        manifest,
        new ImageBlesser.Request(new ImageBlesser.Source(in, Optional.empty()), out, form),
        ima(),
        Progress.NONE);
  }

  private static BlessMethods ima() {
    return new BlessMethods(Set.of(BlessMethod.IMA), Optional.empty());
  }

  private static ImageOutput.Form keep(int threads) {
    return new ImageOutput.Form(Optional.empty(), threads);
  }

  private static ImageOutput.Form form(String compression, int threads) {
    return new ImageOutput.Form(
        Arrays.stream(Compression.values())
            .filter(value -> value.key().equals(compression))
            .findFirst(),
        threads);
  }

  private static ImageReference reference(String text) {
    return ImageReference.parse(text);
  }

  private static List<Layer> layers(ImageListing image) {
    return image.description().layers();
  }

  private static Compression compressionOf(Layer layer) throws IOException {
    try (InputStream stored = layer.blob().open()) {
      return Compression.of(stored.readNBytes(Compression.MAGIC_LENGTH));
    }
  }

  private static byte[] plain(Layer layer) throws IOException {
    try (InputStream stored = layer.blob().open()) {
      return compressionOf(layer).layer(stored).readAllBytes();
    }
  }

  private static Path manifestFile(Path layout) throws IOException {
    String index = Files.readString(layout.resolve("index.json"));
    int start = index.indexOf("sha256:") + "sha256:".length();
    return layout.resolve("blobs/sha256/" + index.substring(start, start + 64));
  }

  private static String entry(Path layout) throws IOException {
    String index = Files.readString(layout.resolve("index.json"));
    return index.substring(index.indexOf("[{") + 1, index.lastIndexOf(']'));
  }

  private static String platform(String entry, String architecture) {
    return entry.replaceAll(",\"(annotations|x)\".*", "")
        + ",\"platform\":{\"os\":\"linux\",\"architecture\":\""
        + architecture
        + "\"}}";
  }

  private static Map<String, String> files(Path directory) throws IOException {
    return files(directory, "");
  }

  private static Map<String, String> files(Path directory, String prefix) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(
            prefix + directory.relativize(file), ImageBuilder.sha256(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private void nothingLeft() throws IOException {
    nothingLeftBut("");
  }

  private void nothingLeftBut(String name) throws IOException {
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left.map(path -> path.getFileName().toString()).filter(n -> !n.equals(name)))
          .isSubsetOf("in", "changed", "other", "faulty");
    }
  }

  private static String sha256(String text) {
    return ImageBuilder.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
    return said;
  }
}
