// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that rpm itself wrote says what rpm says of it. */
final class RpmDatabaseTest {

  /** More than a page of the database's table takes. */
  private static final int PACKAGES = 40;

  /** More than a page takes of one package's header. */
  private static final int FILES = 2000;

  private static final int CONFIG = 1;
  private static final int GHOST = 1 << 6;

  @TempDir private static Path scratch;

  private static Path root;
  private static List<InstalledPackage> packages;

  @BeforeAll
  static void install() throws Exception {
    root = scratch.resolve("root");
    Path spec = scratch.resolve("tool.spec");
    Files.writeString(spec, spec());
    run(
        "rpmbuild",
        "-bb",
        "--quiet",
        "--define",
        "_topdir " + scratch.resolve("build"),
        spec.toString());
    List<String> install = new ArrayList<>(List.of("--nodeps", "-i"));
    try (Stream<Path> built = Files.walk(scratch.resolve("build/RPMS"))) {
      built.filter(Files::isRegularFile).sorted().forEach(file -> install.add(file.toString()));
    }
    Files.createDirectories(root);
    rpm("--initdb");
    rpm(install.toArray(String[]::new));
    packages = RpmDatabase.packages(Files.readAllBytes(root.resolve("var/lib/rpm/rpmdb.sqlite")));
  }

  @Test
  void listsTheSamePackages() throws Exception {
    assertThat(packages)
        .hasSize(PACKAGES + 1)
        .extracting(one -> one.name() + " " + one.version() + " " + one.architecture())
        .containsExactlyInAnyOrderElementsOf(
            query("%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE} %{ARCH}\\n"));
  }

  @Test
  void listsTheSameFiles() throws Exception {
    for (InstalledPackage one : packages) {
      assertThat(one.files().keySet())
          .extracting(path -> "/" + path.text())
          .containsExactlyInAnyOrderElementsOf(rpm("-ql", one.name()));
    }
  }

  @Test
  void listsTheSameDigestsAndConfiguration() throws Exception {
    List<String> expected =
        query("[%{=NAME} %{FILENAMES} %{FILEDIGESTS} %{FILEFLAGS:hex}\\n]").stream()
            .map(RpmDatabaseTest::normal)
            .toList();
    List<String> actual = new ArrayList<>();
    for (InstalledPackage one : packages) {
      one.files()
          .forEach(
              (path, digests) ->
                  actual.add(
                      one.name()
                          + " /"
                          + path.text()
                          + " "
                          + digests.digests().stream()
                              .map(Digest::hex)
                              .collect(Collectors.joining())
                          + " "
                          + one.editable().contains(path)));
    }
    assertThat(actual).hasSizeGreaterThan(FILES).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(actual)
        .anyMatch(line -> line.endsWith(" true"))
        .anyMatch(line -> line.contains("  "));
  }

  /**
   * What is queried of a file, without a digest for ghosts, and with whether it is configuration.
   */
  private static String normal(String line) {
    String[] fields = line.split(" ", -1);
    int flags = Integer.parseInt(fields[fields.length - 1], 16);
    String digest = (flags & GHOST) != 0 ? "" : fields[2];
    return String.join(" ", fields[0], fields[1], digest, String.valueOf((flags & CONFIG) != 0));
  }

  private static String spec() {
    String head =
        """
        Name: tool
        Version: 1.2.3
        Release: 4
        Epoch: 5
        Summary: a tool
        License: none
        BuildArch: noarch
        %description
        A tool.
        %install
        mkdir -p %{buildroot}/usr/bin %{buildroot}/etc %{buildroot}/var/log %{buildroot}/usr/share/tool
        printf tool >%{buildroot}/usr/bin/tool
        ln -s tool %{buildroot}/usr/bin/link
        ln %{buildroot}/usr/bin/tool %{buildroot}/usr/bin/hard
        printf set >%{buildroot}/etc/tool.conf
        touch %{buildroot}/var/log/tool
        for i in $(seq FILES); do printf $i >%{buildroot}/usr/share/tool/$i; done
        for i in $(seq PACKAGES); do printf $i >%{buildroot}/usr/bin/part$i; done
        %files
        /usr/bin/tool
        /usr/bin/link
        /usr/bin/hard
        %config(noreplace) /etc/tool.conf
        %ghost /var/log/tool
        /usr/share/tool
        """;
    String parts =
        IntStream.rangeClosed(1, PACKAGES)
            .mapToObj(
                i ->
                    "%package part"
                        + i
                        + "\nSummary: a part\n%description part"
                        + i
                        + "\nA part.\n%files part"
                        + i
                        + "\n/usr/bin/part"
                        + i
                        + "\n")
            .collect(Collectors.joining());
    return head.replace("FILES)", FILES + ")").replace("PACKAGES)", PACKAGES + ")") + parts;
  }

  private static List<String> query(String format) throws Exception {
    return rpm("-qa", "--qf", format);
  }

  /** Debian's rpm keeps its database at home, unless it is told where. */
  private static List<String> rpm(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("rpm", "--root", root.toString(), "--dbpath", "/var/lib/rpm"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private static List<String> run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    Path output = Files.createTempFile(scratch, "output", "");
    Path errors = Files.createTempFile(scratch, "errors", "");
    Process process =
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
    assertThat(process.waitFor()).as("%s: %s", command[0], Files.readString(errors)).isZero();
    return Files.readAllLines(output);
  }
}
