// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.ManifestWriter;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Subject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two commands that work on files, as a user calls them. */
final class BlessAndAppraiseTest {

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path manifest;
  private Path root;

  @BeforeEach
  void plant() throws Exception {
    root = Files.createDirectory(directory.resolve("root"));
    List<Measurement> files = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      files.add(measure(Files.writeString(root.resolve(name), "content of " + name)));
    }
    manifest = directory.resolve("manifest.json");
    Digest digest = new Digest(DigestAlgorithm.SHA256, "0".repeat(64));
    ManifestWriter.write(
        new MeasurementManifest(
            new Subject("test", digest), List.of(), List.of(), files, List.of()),
        manifest);
  }

  @Test
  void blessCountsAndRepeats() {
    assertThat(run("bless", "--method=ima")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo("blessed 2, already 0, refused 0\n");
    assertThat(run("bless", "--method=ima", "--format=json")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo("{\"blessed\":0,\"already\":2,\"refused\":0}\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aDryRunCountsAndChangesNothing() throws Exception {
    assertThat(run("bless", "--method=ima", "--dry-run")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo("would bless 2, already 0, refused 0\n");
    Files.writeString(root.resolve("b"), "evil");
    assertThat(run("bless", "--method=ima", "-n", "--format=json")).isEqualTo(ExitCode.NO);
    assertThat(out.toString()).isEqualTo("{\"would-bless\":0,\"already\":0,\"refused\":1}\n");
    Files.writeString(root.resolve("b"), "content of b");
    assertThat(run("bless", "--method=ima")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo("blessed 2, already 0, refused 0\n");
  }

  @Test
  void blessRefusesAMismatch() throws Exception {
    Files.writeString(root.resolve("b"), "evil");
    assertThat(run("bless", "--method=ima")).isEqualTo(ExitCode.NO);
    assertThat(out.toString()).isEqualTo("blessed 0, already 0, refused 1\n");
    assertThat(err.toString())
        .startsWith("B004 'b': content does not match the manifest, so nothing was blessed.\n");
  }

  @Test
  void blessNeedsAMethodItKnows() {
    assertThat(run("bless")).isEqualTo(ExitCode.USAGE);
    assertThat(run("bless", "--method=magic")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("expected one of 'fsverity', 'ima', 'ima-sig', ")
        .contains("not 'magic'");
  }

  @Test
  void aComposefsImageIsMadeOfADirectoryAlone() throws Exception {
    String store = "--composefs=" + directory.resolve("store");
    for (List<String> others :
        List.of(
            List.of("--image=oci:somewhere"),
            List.of("--image=oci:somewhere", "--out=oci:out"),
            List.of("--out=oci:out"),
            List.of("--dry-run"),
            List.of("--containerd=/c"),
            List.of("--platform=linux/amd64"))) {
      List<String> options = new ArrayList<>(List.of("--method=ima", store));
      options.addAll(others);
      assertThat(run("bless", options.toArray(String[]::new)))
          .as("%s", others)
          .isEqualTo(ExitCode.USAGE);
    }
    assertThat(execute("bless", manifest.toString(), "--method=ima", store))
        .isEqualTo(ExitCode.USAGE);
    Files.writeString(root.resolve("b"), "evil");
    assertThat(run("bless", "--method=ima", store, "--format=json")).isEqualTo(ExitCode.NO);
    assertThat(out.toString()).isEqualTo("{\"blessed\":0,\"already\":0,\"refused\":1}\n");
    assertThat(err.toString()).contains("B004", "no image was written");
    assertThat(directory.resolve("store")).isEmptyDirectory();
  }

  @Test
  void anImageIsWrittenOrOnlyRehearsed() {
    String image = "--image=oci:" + directory.resolve("none");
    String written = "--out=oci:" + directory.resolve("out");
    for (List<String> options :
        List.of(List.of(image), List.of(image, written, "--dry-run"), List.of(written))) {
      List<String> all = new ArrayList<>(List.of("bless", manifest.toString(), "--method=ima"));
      all.addAll(options);
      assertThat(execute(all.toArray(String[]::new))).as("%s", options).isEqualTo(ExitCode.USAGE);
    }
    assertThat(execute("bless", manifest.toString(), "--method=ima", image, "--dry-run"))
        .isEqualTo(ExitCode.NO);
    assertThat(err.toString()).contains("no image was written");
  }

  @Test
  void blessSigns() {
    Path keys = Path.of(System.getProperty("sbomlock.root")).resolve("testdata/vectors/ima");
    String key = "--key=" + keys.resolve("p256.key");
    String certificate = "--certificate=" + keys.resolve("p256.cer.pem");
    assertThat(run("bless", "--method=ima-sig", key, certificate)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo("blessed 2, already 0, refused 0\n");
    assertThat(run("bless", "--method=ima-sig", "--method=evm-portable", key))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo("blessed 2, already 0, refused 0\n");
    assertThat(run("bless", "--method=ima-sig", "--method=evm-portable", key))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo("blessed 0, already 2, refused 0\n");
    assertThat(run("bless", "--method=ima-sig", "--key=" + keys.resolve("rsa2048.key")))
        .isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("B018 'a': security.ima holds something of somebody");
    assertThat(run("bless", "--method=ima-sig", "--key=" + keys.resolve("p384.key"), certificate))
        .isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("B033 p256.cer.pem: ");
  }

  @Test
  void aMadeKeySignsAndItsSignaturesAreTakenBack() {
    Path key = directory.resolve("it's.key");
    Path certificate = directory.resolve("it's.der");
    String named = "--certificate=" + certificate;
    assertThat(execute("keygen", "--type=p256", "--key=" + key, named)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .startsWith("# Signatures of this key name it ")
        .contains(
            "keyctl padd asymmetric '' \"$(keyctl search @u keyring _ima 2>/dev/null || keyctl"
                + " newring _ima @u)\" <'"
                + directory
                + "/it'\\''s.der'\n")
        .contains("%keyring:.ima <");
    assertThat(execute("keygen", "--type=p256", "--key=" + key, named)).isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("B034 ");
    assertThat(run("bless", "--method=ima-sig", "--key=" + key, named)).isEqualTo(ExitCode.DONE);
    assertThat(run("unbless")).isEqualTo(ExitCode.NO);
    assertThat(out.toString()).isEqualTo("unblessed 0, nothing to remove 0, refused 2\n");
    assertThat(err.toString()).startsWith("B021 'a': security.ima holds a signature");
    assertThat(run("unbless", named, "--format=json")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .isEqualTo("{\"unblessed\":2,\"nothing\":0,\"refused\":0,\"fsverity\":0}\n");
  }

  @Test
  void blessWritesAReportWhateverItAnswers() throws Exception {
    Path report = directory.resolve("report.json");
    assertThat(run("bless", "--method=ima", "-n", "--report=" + report)).isEqualTo(ExitCode.DONE);
    assertThat(Files.readString(report)).contains("\"dryRun\":true", "\"blessed\":2");
    assertThat(run("bless", "--method=ima", "--report=" + report)).isEqualTo(ExitCode.DONE);
    assertThat(Files.readString(report)).contains("{\"path\":\"a\",\"result\":\"blessed\"}");

    Files.writeString(root.resolve("a"), "evil");
    assertThat(run("bless", "--method=ima", "--report=" + report)).isEqualTo(ExitCode.NO);
    assertThat(Files.readString(report))
        .contains("{\"path\":\"a\",\"result\":\"refused\",\"reason\":\"content does not match")
        .contains("{\"path\":\"b\",\"result\":\"already\"}");
    Object changed = Files.getAttribute(root.resolve("b"), "unix:ctime");
    assertThat(run("bless", "--method=ima", "--report=" + directory.resolve("no/report")))
        .isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("X003 ");
    assertThat(Files.getAttribute(root.resolve("b"), "unix:ctime")).isEqualTo(changed);
  }

  @Test
  void blessRefusesWhatMethodsCannotDoTogether() {
    assertUsage("write the same attribute", "--method=ima", "--method=ima-sig", "--key=k");
    assertUsage("add 'fsverity'", "--method=ima-sigv3-verity", "--key=k");
    assertUsage("signs what security.ima holds", "--method=evm-portable", "--key=k");
    assertUsage("need a private key", "--method=ima-sig");
    assertUsage("are for methods that sign", "--method=ima", "--key=k");
  }

  private void assertUsage(String reason, String... options) {
    assertThat(run("bless", options)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(reason);
  }

  @Test
  void appraiseTellsEachFile() throws Exception {
    assertThat(run("appraise")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo("PASS a\nPASS b\n");
    assertThat(err.toString()).isEqualTo("passed 2, failed 0\n");

    Files.delete(root.resolve("b"));
    assertThat(run("appraise")).isEqualTo(ExitCode.NO);
    assertThat(out.toString()).isEqualTo("PASS a\nFAIL b there is no such file\n");
    assertThat(err.toString()).startsWith("B003 'b': ").endsWith("passed 1, failed 1\n");
  }

  @Test
  void appraiseTellsWhatTheKernelHolds() throws Exception {
    run("bless", "--method=ima");
    Files.writeString(root.resolve("b"), "evil");
    assertThat(run("appraise", "--format=json")).isEqualTo(ExitCode.NO);
    String[] lines = out.toString().split("\n", -1);
    assertThat(lines[0])
        .matches(
            "\\{\"path\":\"a\",\"verdict\":\"PASS\","
                + "\"fsverity\":\"(none|unsupported)\",\"ima\":\"blessed\"}");
    assertThat(lines[1])
        .isEqualTo(
            "{\"path\":\"b\",\"verdict\":\"FAIL\",\"code\":\"B004\","
                + "\"reason\":\"content does not match the manifest\"}");
    assertThat(err.toString()).startsWith("{\"code\":\"B004\"");
  }

  @Test
  void anAlteredManifestIsRefusedAndNothingIsTouched() throws Exception {
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"name\":\"test\"", "\"name\":\"tesu\""));
    Object changed = Files.getAttribute(root.resolve("a"), "unix:ctime");
    for (String command : List.of("bless", "appraise")) {
      String[] method = command.equals("bless") ? new String[] {"--method=ima"} : new String[0];
      assertThat(run(command, method)).isEqualTo(ExitCode.NO);
      assertThat(err.toString()).startsWith("M003 manifest.json: ");
    }
    assertThat(Files.getAttribute(root.resolve("a"), "unix:ctime")).isEqualTo(changed);
  }

  @Test
  void aRootThatIsNotThereIsRefused() throws Exception {
    Files.delete(root.resolve("a"));
    Files.delete(root.resolve("b"));
    Files.delete(root);
    assertThat(run("appraise")).isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("B001 ");
  }

  private int run(String command, String... options) {
    List<String> arguments = new ArrayList<>(List.of(command, manifest.toString()));
    arguments.addAll(List.of("--root", root.toString()));
    arguments.addAll(List.of(options));
    return execute(arguments.toArray(String[]::new));
  }

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Program.commandLine(new NodeMain(), new PrintWriter(out), new PrintWriter(err))
        .execute(arguments);
  }

  private Measurement measure(Path file) throws Exception {
    try (SeekableByteChannel content = Files.newByteChannel(file)) {
      ContentDigester.Measured measured = new ContentDigester().measure(content);
      int mode = (int) Files.getAttribute(file, "unix:mode") & 07777;
      return new Measurement(
          ArtifactPath.relativize(root, file),
          new Measurement.Content(measured.size(), mode),
          measured.digests(),
          List.of(),
          List.of(new Evidence(EvidenceKind.OWNERSHIP, "dpkg:test")),
          Status.ACCOUNTED);
    }
  }
}
