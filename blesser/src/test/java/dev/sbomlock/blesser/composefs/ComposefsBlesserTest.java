// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.blesser.BlessMethod;
import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.Tree;
import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.blesser.signing.Vectors;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.posix.Root;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * As root. The program that makes images is a stand-in whose images are the dumps: Debian's is
 * handed dumps in vmtest/consumers and in the node, where kernels judge the images.
 */
final class ComposefsBlesserTest {

  private static final int MAGIC_LENGTH = 4;
  private static final String CAPABILITY = "0x0100000200040000000000000000000000000000";

  @TempDir Path directory;
  private Tree tree;
  private Path store;

  @BeforeEach
  void plant() throws Exception {
    tree = new Tree(Files.createDirectory(directory.resolve("tree")));
    store = directory.resolve("store");
    Path program = tree.file("bin/program", "a program");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    tree.account(program, Status.ACCOUNTED);
    tree.file("bin/same", "a program");
    tree.file("etc/empty", "");
    Files.writeString(tree.root().resolve("etc/other"), "nobody's");
    Files.createSymbolicLink(tree.root().resolve("sbin"), Path.of("bin"));
    Files.createLink(tree.root().resolve("etc/linked"), program);
  }

  @Test
  void aStoreHoldsEachContentOnceAndTheImageEveryName() throws Exception {
    ComposefsReport report = bless(BlessMethod.IMA);

    assertThat(report.files().refusals()).isEmpty();
    assertThat(report.files().blessed()).isEqualTo(3);
    ComposefsReport.Made made = report.made().orElseThrow();
    assertThat(made.objects()).isEqualTo(2);
    assertThat(made.added()).isEqualTo(2);
    assertThat(made.others()).isOne();
    String program = verity("bin/program");
    String object = program.substring(0, 2) + "/" + program.substring(2);
    String other = verity("etc/other");
    String ima = " security.ima=\\x04\\x04";
    assertThat(lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("/ 0 40755 4 0 0 0 0.0 - - -"),
            line -> assertThat(line).isEqualTo("/bin 0 40755 2 0 0 0 0.0 - - -"),
            line ->
                assertThat(line)
                    .startsWith(
                        "/bin/program 9 100755 2 0 0 0 0.0 " + (object + " - " + program) + ima),
            line -> assertThat(line).startsWith("/bin/same 9 100644 1").contains(ima),
            line -> assertThat(line).isEqualTo("/etc 0 40755 2 0 0 0 0.0 - - -"),
            line ->
                assertThat(line).startsWith("/etc/empty 0 100644 1 0 0 0 0.0 - - -").contains(ima),
            line ->
                assertThat(line).isEqualTo("/etc/linked 0 @100755 2 0 0 0 0.0 /bin/program - -"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "/etc/other 8 100644 1 0 0 0 0.0 "
                            + (other.substring(0, 2) + "/" + other.substring(2))
                            + (" - " + other)),
            line -> assertThat(line).isEqualTo("/sbin 3 120777 1 0 0 0 0.0 bin - -"));
    assertThat(objects())
        .containsOnlyKeys(object, other.substring(0, 2) + "/" + other.substring(2));
    assertThat(objects().get(object)).isEqualTo("a program");
    assertThat(made.image().hex()).isEqualTo(verityOf(store.resolve("image.cfs")));
    assertThat(left()).containsExactlyInAnyOrder("objects", "image.cfs");
  }

  @Test
  void ofEqualTreesAndOneKeyAllBytesAreEqual() throws Exception {
    bless(1, BlessMethod.IMA_SIG);
    byte[] first = Files.readAllBytes(store.resolve("image.cfs"));
    try (Stream<Path> all = Files.walk(tree.root())) {
      for (Path path : all.filter(found -> !Files.isSymbolicLink(found)).toList()) {
        Files.setLastModifiedTime(path, FileTime.fromMillis(1));
      }
    }
    store = directory.resolve("again");
    bless(3, BlessMethod.IMA_SIG);

    assertThat(Files.readAllBytes(store.resolve("image.cfs"))).isEqualTo(first);
    assertThat(lines().stream().filter(line -> line.contains("security.ima=\\x03\\x02")))
        .hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"changed, B004", "longer content, B004", "'', B004"})
  void oneThatDiffersKeepsTheStoreAsItWas(String content, String code) throws Exception {
    bless(BlessMethod.IMA);
    Map<String, String> before = everything();
    Files.writeString(tree.root().resolve("bin/same"), content);
    Files.writeString(tree.root().resolve("etc/new"), "more");

    ComposefsReport report = bless(BlessMethod.IMA);

    assertThat(report.files().refusals()).extracting(Diagnostic::code).containsExactly(code);
    assertThat(report.files().refusals().get(0).message()).contains("no image was written");
    assertThat(report.made()).isEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void missingFilesOtherModesAndLinksInTheirPlaceAreRefused() throws Exception {
    Files.delete(tree.root().resolve("etc/empty"));
    Files.delete(tree.root().resolve("bin/same"));
    Files.createSymbolicLink(tree.root().resolve("bin/same"), Path.of("program"));
    Files.setPosixFilePermissions(
        tree.root().resolve("bin/program"), PosixFilePermissions.fromString("rwxr-x---"));

    assertThat(bless(BlessMethod.IMA).files().refusals())
        .extracting(Diagnostic::code)
        .containsExactly("B005", "B006", "B003");
    assertThat(left()).isEmpty();
  }

  @Test
  void whatNobodyAccountsForBringsNoSignature() throws Exception {
    Path other = tree.root().resolve("etc/other");
    run("setfattr", "-n", "security.ima", "-v", "0x030204", other.toString());
    run("setfattr", "-n", "security.capability", "-v", CAPABILITY, other.toString());
    run("setfattr", "-n", "security.ima", "-v", "0x0302", tree.root() + "/bin/same");

    assertThat(bless(BlessMethod.IMA).files().blessed()).isEqualTo(3);

    assertThat(line("/etc/other"))
        .contains("security.capability=\\x01")
        .doesNotContain("security.ima");
    assertThat(line("/bin/same")).contains("security.ima=\\x04\\x04");
  }

  @Test
  void aSignatureOfTheSameKeyStays() throws Exception {
    bless(2, BlessMethod.IMA_SIG);
    String[] fields = line("/bin/same").split("security.ima=", -1);
    Path file = tree.root().resolve("bin/same");
    run("setfattr", "-n", "security.ima", "-v", "0x" + unescape(fields[1]), file.toString());

    ComposefsReport report = bless(2, BlessMethod.IMA_SIG);

    assertThat(report.files().already()).isOne();
    assertThat(report.files().blessed()).isEqualTo(2);
    assertThat(line("/bin/same").split("security.ima=", -1)).isEqualTo(fields);
  }

  @Test
  void namesAndTargetsAreAnyBytes() throws Exception {
    Path odd = Path.of(URI.create(tree.root().toUri() + "a%20b%FF%0A%5C%3D"));
    Files.writeString(odd, "odd");
    Files.createSymbolicLink(tree.root().resolve("-"), Path.of("-"));
    run("mkfifo", "-m", "0640", tree.root() + "/fifo");
    bless(BlessMethod.IMA);

    assertThat(line("/a\\x20b\\xff\\x0a\\x5c\\x3d")).contains(" 3 100644 1 ");
    assertThat(line("/-")).isEqualTo("/- 1 120777 1 0 0 0 0.0 \\x2d - -");
    assertThat(line("/fifo")).isEqualTo("/fifo 0 10640 1 0 0 0 0.0 - - -");
  }

  @Test
  void devicesAreLeftOutAndTold() throws Exception {
    run("mknod", tree.root() + "/etc/null", "c", "1", "3");
    run("mknod", tree.root() + "/etc/whiteout", "c", "0", "0");

    assertThat(bless(BlessMethod.IMA).findings())
        .filteredOn(finding -> finding.code().equals("B058"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.fact()).contains("one of 2"));
    assertThat(lines()).noneMatch(line -> line.startsWith("/etc/null") || line.contains("white"));
  }

  @Test
  void aStoreIsFilledUp() throws Exception {
    bless(BlessMethod.IMA);
    byte[] before = Files.readAllBytes(store.resolve("image.cfs"));
    assertThat(bless(BlessMethod.IMA).made().orElseThrow().added()).isZero();
    assertThat(Files.readAllBytes(store.resolve("image.cfs"))).isEqualTo(before);

    tree.file("bin/more", "another program");
    ComposefsReport.Made made = bless(BlessMethod.IMA).made().orElseThrow();
    assertThat(made.added()).isOne();
    assertThat(made.objects()).isEqualTo(3);
    assertThat(objects()).hasSize(3);
  }

  @Test
  void aDamagedObjectIsReplaced() throws Exception {
    bless(BlessMethod.IMA);
    Map<String, String> before = everything();
    Path object;
    try (Stream<Path> all = Files.walk(store.resolve("objects"))) {
      object = all.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    Files.delete(object);
    Files.writeString(object, "damaged");

    assertThat(bless(BlessMethod.IMA).made().orElseThrow().added()).isOne();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void whatAKilledRunLeftIsInNobodysWay() throws Exception {
    Path left = Files.createDirectories(store.resolve(".sbomlock"));
    Files.writeString(left.resolve("object-0"), "half a prog");
    Files.writeString(left.resolve("dump"), "half a dump");
    Files.createFile(left.resolve("lock"));

    assertThat(bless(BlessMethod.IMA).made()).isPresent();
    assertThat(left()).containsExactlyInAnyOrder("objects", "image.cfs");
    assertThat(objects()).containsValue("a program").doesNotContainValue("half a prog");
  }

  @Test
  void twoRunsDoNotMeet() throws Exception {
    Path staging = Files.createDirectories(store.resolve(".sbomlock"));
    try (FileChannel other =
        FileChannel.open(
            staging.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      other.lock();
      assertRejected("B054", BlessMethod.IMA);
    }
    assertThat(bless(BlessMethod.IMA).made()).isPresent();
  }

  @Test
  void anotherDirectoryIsNotTaken() throws Exception {
    Files.createDirectory(store);
    Files.writeString(store.resolve("of-somebody"), "");
    assertRejected("B053", BlessMethod.IMA);
    store = tree.root().resolve("store");
    assertRejected("B053", BlessMethod.IMA);
    assertThat(store).doesNotExist();
    store = tree.root().resolve("sbin/new");
    assertRejected("B053", BlessMethod.IMA);
    store = directory.resolve("not/there");
    assertRejected("B052", BlessMethod.IMA);
  }

  @ParameterizedTest
  @CsvSource({"BPF_XATTR", "IMA_SIGV3_VERITY"})
  void methodsThatOverlayfsDoesNotJudgeByAreRefused(BlessMethod method) throws Exception {
    assertRejected("B050", method, BlessMethod.FSVERITY);
    assertThat(store).doesNotExist();
  }

  @Test
  void digestsOfOtherParametersAreNotComposefs() throws Exception {
    tree = new Tree(tree.root(), new VerityParameters(VerityParameters.Hash.SHA256, 1024, ""));
    tree.file("bin/other", "other");
    assertRejected("B059", BlessMethod.FSVERITY);
    assertThat(store).doesNotExist();
  }

  @Test
  void fsverityIsDemandedOrItsLackTold() throws Exception {
    store = Files.createTempDirectory(Path.of("/dev/shm"), "composefs");
    try {
      assertThat(bless(BlessMethod.IMA).findings())
          .extracting(Diagnostic::code)
          .containsExactly("B055");
      Map<String, String> before = everything();
      assertThatExceptionOfType(MissingPrerequisiteException.class)
          .isThrownBy(() -> bless(BlessMethod.IMA, BlessMethod.FSVERITY))
          .withMessageContaining("B055");
      assertThat(everything()).isEqualTo(before);
    } finally {
      run("rm", "-r", store.toString());
    }
  }

  @Test
  void aProgramThatIsMissingOrFailsLeavesNothing() throws Exception {
    assertThatExceptionOfType(MissingPrerequisiteException.class)
        .isThrownBy(() -> bless(new Mkcomposefs("/nowhere/mkcomposefs"), BlessMethod.IMA))
        .withMessageContaining("B056");
    for (String fails : List.of("echo why >&2; exit 3", "cat >/dev/null", "printf abcdefgh")) {
      assertThatExceptionOfType(RejectedException.class)
          .as(fails)
          .isThrownBy(() -> bless(program(fails), BlessMethod.IMA))
          .withMessageContaining("B057")
          .withMessageContaining(fails.contains("why") ? "status 3, 'why'" : "does not begin");
      assertThat(left()).isEmpty();
    }
  }

  @Test
  void aTreeThatChangesMeanwhileIsRefused() throws Exception {
    Path file = tree.root().resolve("etc/other");
    Root root = Root.open(tree.root());
    try (root;
        ObjectStore open = ObjectStore.open(store)) {
      Progress changing =
          new Progress() {
            @Override
            public void begin(String stage, long total, Unit unit) {
              if (stage.equals("reading")) {
                write(file, "changed!");
              }
            }

            @Override
            public void advance(long more) {}
          };
      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(() -> SourceTree.read(tree.root(), root, open, 1, changing))
          .withMessageContaining("B051 'etc/other': it could not be read: it was changed");
    }
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertRejected(String code, BlessMethod... methods) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> bless(methods))
        .satisfies(
            rejected ->
                assertThat(rejected.diagnostics())
                    .extracting(Diagnostic::code)
                    .containsExactly(code));
  }

  private ComposefsReport bless(BlessMethod... methods) throws Exception {
    return bless(2, methods);
  }

  private ComposefsReport bless(int threads, BlessMethod... methods) throws Exception {
    return bless(threads, program("printf '\\232bx\\320'; cat"), methods);
  }

  private ComposefsReport bless(Mkcomposefs program, BlessMethod... methods) throws Exception {
    return bless(2, program, methods);
  }

  private ComposefsReport bless(int threads, Mkcomposefs program, BlessMethod... methods)
      throws Exception {
    Set<BlessMethod> wanted = Set.of(methods);
    Optional<FileSigner> signer =
        BlessMethods.sign(wanted)
            ? Optional.of(
                FileSigner.read(Vectors.file("rsa2048.key"), Optional.empty(), () -> new char[0]))
            : Optional.empty();
    return ComposefsBlesser.bless(
        new ComposefsBlesser.Request(
            tree.manifest(), tree.root(), store, new BlessMethods(wanted, signer), threads),
        program,
        Progress.NONE);
  }

  private Mkcomposefs program(String script) throws IOException {
    Path program = directory.resolve("mkcomposefs");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new Mkcomposefs(program.toString());
  }

  private List<String> lines() throws IOException {
    byte[] image = Files.readAllBytes(store.resolve("image.cfs"));
    byte[] dump = Arrays.copyOfRange(image, MAGIC_LENGTH, image.length);
    return new String(dump, StandardCharsets.US_ASCII).lines().toList();
  }

  private String line(String path) throws IOException {
    return lines().stream()
        .filter(line -> line.startsWith(path + " "))
        .reduce((one, other) -> one + " and " + other)
        .orElseThrow();
  }

  private static String unescape(String value) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) == '\\') {
        hex.append(value, i + 2, i + 4);
        i += 3;
      } else {
        hex.append(HexFormat.of().toHexDigits((byte) value.charAt(i)));
      }
    }
    return hex.toString();
  }

  private Map<String, String> objects() throws IOException {
    return files(store.resolve("objects"));
  }

  private Map<String, String> everything() throws IOException {
    return files(store);
  }

  private static Map<String, String> files(Path top) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(top)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            top.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }

  private List<String> left() throws IOException {
    try (Stream<Path> all = Files.list(store)) {
      return all.map(path -> String.valueOf(path.getFileName())).toList();
    }
  }

  private String verity(String name) throws IOException {
    return verityOf(tree.root().resolve(name));
  }

  private static String verityOf(Path file) throws IOException {
    try (SeekableByteChannel content = Files.newByteChannel(file)) {
      return new ContentDigester().measure(content).fsverity().hex();
    }
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
