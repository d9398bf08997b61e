// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sbomlock export} as a user calls it, on what {@code sbomlock compile} wrote. */
final class ExportCommandTest {

  private static final String POLICY =
      """
      policy_name=sbomlock policy_version=0.0.1
      DEFAULT action=ALLOW
      DEFAULT op=EXECUTE action=DENY
      op=EXECUTE fsverity_digest=sha256:%s action=ALLOW
      """;
  private static final String SBOM =
      """
      {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "file", "name": "/hello", "hashes": [{"alg": "SHA-256",
         "content": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}]}]}
      """;
  // fsverity digest --compact of a file that holds hello
  private static final String HELLO_FSVERITY =
      "555b589c26ee43b7a2510e6c67ced9fb3190b6da6e9e683984551f5d77a763de";

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path sbom = Path.of("");
  private Path manifest = Path.of("");

  @BeforeEach
  void plant() throws Exception {
    Path root = Files.createDirectories(directory.resolve("root"));
    Files.writeString(root.resolve("hello"), "hello");
    sbom = Files.writeString(directory.resolve("app.cdx.json"), SBOM);
    manifest = directory.resolve("m.json");
    assertThat(execute("compile", sbom, "--rootfs", root, "-o", manifest)).isEqualTo(ExitCode.DONE);
  }

  @Test
  void writesThePolicyToAFileOrToStandardOutput() throws Exception {
    Path target = directory.resolve("policy");
    assertThat(execute("export", "--to=ipe", manifest, "-o", target)).isEqualTo(ExitCode.DONE);
    assertThat(Files.readString(target)).isEqualTo(POLICY.formatted(HELLO_FSVERITY));
    assertThat(out.toString()).isEmpty();
    assertThat(execute("export", "--to=ipe", manifest)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualTo(POLICY.formatted(HELLO_FSVERITY));
  }

  @Test
  void namesThePolicy() {
    assertThat(
            execute("export", "--to=ipe", manifest, "--policy-name=web", "--policy-version=1.2.3"))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).startsWith("policy_name=web policy_version=1.2.3\n");
  }

  @Test
  void scopesImaByItsFileSystem() {
    String uuid = "8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6";
    assertThat(execute("export", "--to=ima", manifest, "--fsuuid", uuid, "--appraise=imasig"))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("\nappraise func=BPRM_CHECK fsuuid=" + uuid + " appraise_type=imasig ");
    assertThat(err.toString()).isEmpty();
    assertThat(execute("export", "--to=ima", manifest, "--fsuuid", uuid)).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).startsWith("C273 ");
    assertThat(execute("export", "--to=ima", manifest)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("pass --fsuuid");
    assertThat(execute("export", "--to=ima", manifest, "--fsuuid", uuid, "--appraise=md5"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void saysThatTetragonIsWeak() {
    assertThat(execute("export", "--to=tetragon", manifest, "--policy-name=web"))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).startsWith("# Weak: ").contains("\n        - \"/hello\"\n");
    assertThat(err.toString()).startsWith("C272 'web': ");
    assertThat(execute("export", "--to=tetragon", manifest, "--policy-name=Web"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void refusesWrongUsage() {
    assertThat(execute("export", manifest)).isEqualTo(ExitCode.USAGE);
    assertThat(execute("export", "--to=selinux", manifest)).isEqualTo(ExitCode.USAGE);
    assertThat(execute("export", "--to=ipe", manifest, "--policy-name=a b"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("an IPE policy's name is ");
    assertThat(execute("export", "--to=ipe", manifest, "--policy-version=1"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void refusesAManifestWithoutContentAndLeavesTheOldPolicy() throws Exception {
    Path target = Files.writeString(directory.resolve("policy"), "old");
    assertThat(execute("compile", sbom, "-o", manifest)).isEqualTo(ExitCode.DONE);
    assertThat(execute("export", "--to=ipe", manifest, "-o", target)).isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("C060 ");
    assertThat(Files.readString(target)).isEqualTo("old");
  }

  @Test
  void refusesATargetThatCannotBeWritten() {
    assertThat(execute("export", "--to=ipe", manifest, "-o", directory.resolve("none/policy")))
        .isEqualTo(ExitCode.NO);
    assertThat(err.toString()).startsWith("C063 ");
  }

  private int execute(Object... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> words = new ArrayList<>();
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    return Program.commandLine(new Main(), new PrintWriter(out), new PrintWriter(err))
        .execute(words.toArray(new String[0]));
  }
}
