// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.github.packageurl.PackageURL;
import dev.sbomlock.compiler.embedded.EmbeddedPackage.Ecosystem;
import dev.sbomlock.manifest.ArtifactPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cyclonedx.model.Bom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jars that people published tell what they are called by; those made to mislead tell nothing. */
final class JarReaderTest {

  private static final String COORDINATES = "META-INF/maven/org.left/left/pom.properties";
  private static final String LEFT = "groupId=org.left\nartifactId=left\nversion=1.0\n";

  @ParameterizedTest
  @ValueSource(classes = {JsonFactory.class, YAMLFactory.class, PackageURL.class, Bom.class})
  void publishedJarsTellWhatTheirRepositoryCallsThem(Class<?> member)
      throws IOException, URISyntaxException {
    Path jar = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
    String version = jar.getName(jar.getNameCount() - 2).toString();
    String artifact = jar.getName(jar.getNameCount() - 3).toString();
    SelfDescription description;
    try (FileChannel channel = FileChannel.open(jar)) {
      description =
          SelfDescription.read(
              new ArtifactPath("lib/" + jar.getFileName()), RandomBytes.of(channel));
    }
    assertThat(description.defect()).isEmpty();
    assertThat(description.packages())
        .filteredOn(EmbeddedPackage::whole)
        .singleElement()
        .satisfies(
            whole -> {
              assertThat(whole.name()).endsWith(":" + artifact);
              assertThat(whole.version()).isEqualTo(version);
            });
  }

  @Test
  void aJarIsWhatItsNameSays() throws IOException {
    byte[] jar = zip(COORDINATES, LEFT);
    assertThat(describe("left-1.0-linux-x86_64.jar", jar).packages()).containsExactly(left(true));
    assertThat(describe("left-2.0.jar", jar).packages()).containsExactly(left(false));
    assertThat(describe("leftover.jar", jar).packages()).containsExactly(left(false));
  }

  @Test
  void aDirectoryOfMoreThan65535EntriesIsRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < 70_000; i++) {
        zip.putNextEntry(new ZipEntry("c" + i));
      }
      zip.putNextEntry(new ZipEntry(COORDINATES));
      zip.write(LEFT.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(describe("left.jar", bytes.toByteArray()).packages()).containsExactly(left(true));
  }

  @Test
  void moreEntriesThanTheLimitAreRefused() throws IOException {
    byte[] zip = zip(COORDINATES, LEFT);
    ByteBuffer end = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    end.putShort(zip.length - 12, (short) 2);
    assertThat(describe("left.jar", zip).defect()).contains("directory is damaged");

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (int i = 0; i <= ZipDirectory.MAX_ENTRIES; i++) {
        out.putNextEntry(new ZipEntry("c" + i));
      }
    }
    assertThat(describe("left.jar", bytes.toByteArray()).defect())
        .contains("more than 262144 entries");
  }

  @Test
  void anEntryThatIsThereTwiceIsRefused() throws IOException {
    byte[] zip = zip(COORDINATES, LEFT, COORDINATES.replace("left/", "lift/"), LEFT);
    byte[] twice =
        new String(zip, StandardCharsets.ISO_8859_1)
            .replace("lift/", "left/")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(describe("left.jar", twice).defect()).contains("twice");
  }

  @Test
  void aDirectoryThatLiesAboutAnEntryIsRefused() throws IOException {
    byte[] zip = zip(COORDINATES, LEFT);
    int directory = lastIndexOf(zip, COORDINATES) - 46;
    for (int field : new int[] {8, 10, 16, 24, 42}) {
      byte[] lying = zip.clone();
      lying[directory + field] ^= 1;
      assertThat(describe("left.jar", lying).defect()).as("field %d", field).isNotEmpty();
    }
  }

  @Test
  void anEntryThatLiesAboutItsNameIsRefused() throws IOException {
    byte[] zip = zip(COORDINATES, LEFT);
    zip[30] = 'm';
    assertThat(describe("left.jar", zip).defect()).contains("does not lie where");
  }

  @Test
  void noPrefixOfAJarTellsAnything() throws IOException {
    byte[] zip = zip(COORDINATES, LEFT);
    for (int length = 0; length < zip.length; length++) {
      SelfDescription description = describe("left.jar", Arrays.copyOf(zip, length));
      assertThat(description.packages()).isEmpty();
      assertThat(description.defect()).isNotEmpty();
    }
  }

  @Test
  void coordinatesWithoutVersionAreRefused() throws IOException {
    byte[] zip = zip(COORDINATES, "groupId=org.left\nartifactId=left\n");
    assertThat(describe("left.jar", zip).defect()).contains("names no artifact");
  }

  private static EmbeddedPackage left(boolean whole) {
    return new EmbeddedPackage(Ecosystem.MAVEN, "org.left:left", "1.0", whole);
  }

  private static SelfDescription describe(String name, byte[] bytes) throws IOException {
    return SelfDescription.read(new ArtifactPath(name), RandomBytes.of(bytes, bytes.length));
  }

  /** An archive of these entries: a name, its content, and so on. */
  private static byte[] zip(String... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry(entries[i]));
        zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static int lastIndexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(text);
  }
}
