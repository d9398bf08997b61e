// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.image.ImageDescription;
import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.testing.ImageBuilder;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.dsse.Envelope;
import dev.sbomlock.manifest.dsse.EnvelopeReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed manifests go with an image into a layout, a registry, and come back. */
final class RegistryTest {

  private static final RegistryAccess PLAIN =
      new RegistryAccess(true, Optional.empty(), Optional.empty());

  @TempDir private Path scratch;

  private ImageReference image;

  @BeforeEach
  void build() throws IOException {
    Path layout =
        ImageBuilder.build(
            scratch.resolve("layout"),
            List.of("layer gzip", "file a 0644 x", "layer zstd", "file b 0644 y"),
            scratch);
    image = ImageReference.parse("oci:" + layout + ":app");
  }

  @Test
  void comesBackFromARegistry() throws Exception {
    try (LocalRegistry registry = LocalRegistry.start(scratch.resolve("r"), "", "")) {
      RegistryReference target = RegistryReference.parse(registry.host() + "/team/app:1");
      assertThat(ImagePush.push(image, Optional.empty(), target, PLAIN)).isZero();
      refused("C235", target, PLAIN);
      refused("C233", RegistryReference.parse(registry.host() + "/team/app:2"), PLAIN);

      attach("first");
      assertThat(ImagePush.push(image, Optional.empty(), target, PLAIN)).isEqualTo(1);
      assertThat(payload(ManifestPull.pull(target, PLAIN))).isEqualTo("first");
      String digest = digest().toString();
      RegistryReference byDigest = RegistryReference.parse(registry.host() + "/team/app@" + digest);
      assertThat(payload(ManifestPull.pull(byDigest, PLAIN))).isEqualTo("first");
      assertThat(
              run(
                  "skopeo",
                  "inspect",
                  "--tls-verify=false",
                  "--format",
                  "{{.Digest}}",
                  "docker://" + target))
          .contains(digest);
      run(
          "skopeo",
          "copy",
          "--quiet",
          "--src-tls-verify=false",
          "docker://" + target,
          "oci:" + scratch.resolve("pulled") + ":app");

      attach("second");
      assertThat(ImagePush.push(image, Optional.empty(), target, PLAIN)).isEqualTo(2);
      refused("C235", target, PLAIN);
    }
  }

  @Test
  void whatOthersAttachedStays() throws Exception {
    try (LocalRegistry registry = LocalRegistry.start(scratch.resolve("r"), "", "")) {
      RegistryReference target = RegistryReference.parse(registry.host() + "/app:1");
      attach("ours");
      ImagePush.push(image, Optional.empty(), target, PLAIN);
      build();
      attach("theirs");
      ImagePush.push(image, Optional.empty(), target, PLAIN);
      assertThatThrownBy(() -> ManifestPull.pull(target, PLAIN))
          .hasMessageContaining("several signed manifests");
    }
  }

  @Test
  void noticesOtherBytes() throws Exception {
    try (LocalRegistry registry = LocalRegistry.start(scratch.resolve("r"), "", "")) {
      RegistryReference target = RegistryReference.parse(registry.host() + "/app:1");
      attach("true");
      ImagePush.push(image, Optional.empty(), target, PLAIN);
      try (Stream<Path> blobs = Files.walk(scratch.resolve("r/blobs"))) {
        for (Path blob : blobs.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(blob, StandardCharsets.ISO_8859_1);
          if (text.contains("dsseEnvelope")) {
            Files.writeString(blob, text.replace("keyid", "KEYID"), StandardCharsets.ISO_8859_1);
          }
        }
      }
      refused("C234", target, PLAIN);
    }
  }

  @Test
  void asksForAUser() throws Exception {
    Path users = scratch.resolve("users");
    Files.writeString(users, run("htpasswd", "-Bbn", "me", "se:cret"));
    String auth = "auth:\n  htpasswd:\n    realm: here\n    path: " + users + "\n";
    try (LocalRegistry registry = LocalRegistry.start(scratch.resolve("r"), "", auth)) {
      RegistryReference target = RegistryReference.parse(registry.host() + "/app:1");
      attach("guarded");
      RegistryAccess right = new RegistryAccess(true, Optional.empty(), Optional.of("me:se:cret"));
      RegistryAccess wrong = new RegistryAccess(true, Optional.empty(), Optional.of("me:other"));
      assertThatThrownBy(() -> ImagePush.push(image, Optional.empty(), target, PLAIN))
          .hasMessageContaining("C233")
          .hasMessageContaining("401");
      assertThatThrownBy(() -> ImagePush.push(image, Optional.empty(), target, wrong))
          .hasMessageContaining("401")
          .hasMessageNotContaining("other");
      assertThat(ImagePush.push(image, Optional.empty(), target, right)).isEqualTo(1);
      refused("C233", target, PLAIN);
      assertThat(payload(ManifestPull.pull(target, right))).isEqualTo("guarded");
    }
  }

  @Test
  void trustsOnlyTheNamedAuthority() throws Exception {
    Path key = scratch.resolve("key.pem");
    Path certificate = scratch.resolve("certificate.pem");
    Path stranger = scratch.resolve("stranger.pem");
    for (Path one : List.of(stranger, certificate)) {
      run(
          "openssl",
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:P-256",
          "-nodes",
          "-keyout",
          key.toString(),
          "-out",
          one.toString(),
          "-subj",
          "/CN=registry",
          "-addext",
          "subjectAltName=IP:127.0.0.1");
    }
    String tls = "  tls:\n    certificate: " + certificate + "\n    key: " + key + "\n";
    try (LocalRegistry registry = LocalRegistry.start(scratch.resolve("r"), tls, "")) {
      RegistryReference target = RegistryReference.parse(registry.host() + "/app:1");
      attach("private");
      RegistryAccess right = new RegistryAccess(false, Optional.of(certificate), Optional.empty());
      assertThat(ImagePush.push(image, Optional.empty(), target, right)).isEqualTo(1);
      assertThat(payload(ManifestPull.pull(target, right))).isEqualTo("private");
      refused("C233", target, new RegistryAccess(false, Optional.empty(), Optional.empty()));
      refused("C233", target, new RegistryAccess(false, Optional.of(stranger), Optional.empty()));
      refused("C233", target, new RegistryAccess(false, Optional.of(key), Optional.empty()));
    }
  }

  @Test
  void attachedTwiceItIsThereOnce() throws Exception {
    attach("same");
    byte[] once = Files.readAllBytes(scratch.resolve("layout/index.json"));
    attach("same");
    assertThat(scratch.resolve("layout/index.json")).hasBinaryContent(once);
    ImageReference untagged = ImageReference.parse("oci:" + scratch.resolve("layout"));
    assertThat(ImageDescription.read(untagged, Optional.empty()).digest()).isEqualTo(digest());
    run("skopeo", "inspect", image.toString());
  }

  @Test
  void takesSignedManifestsOnly() {
    byte[] unsigned = "{}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> LayoutReferrers.attach(image, Optional.empty(), unsigned, "x"))
        .hasMessageContaining("C230");
    byte[] two =
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[{\"sig\":\"\"},{\"sig\":\"\"}]}"
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> LayoutReferrers.attach(image, Optional.empty(), two, "x"))
        .hasMessageContaining("C230");
    ImageReference archive = ImageReference.parse("oci-archive:" + scratch.resolve("none"));
    assertThatThrownBy(() -> LayoutReferrers.attach(archive, Optional.empty(), two, "x"))
        .hasMessageContaining("C231");
  }

  @Test
  void parsesNames() {
    for (String name :
        List.of("r.example/app:1", "localhost:5000/a/b-c:v1.0", "h/a@sha256:" + "0".repeat(64))) {
      assertThat(RegistryReference.parse(name)).hasToString(name);
    }
    for (String name :
        List.of("app:1", "h/app", "h/App:1", "h/a:1/../x", "h/a@sha256:0", "h/a?:1")) {
      assertThatThrownBy(() -> RegistryReference.parse(name))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void attach(String payload) throws Exception {
    LayoutReferrers.attach(image, Optional.empty(), envelope(payload), "signed");
  }

  private Digest digest() throws Exception {
    return ImageDescription.read(image, Optional.empty()).digest();
  }

  private static void refused(String code, RegistryReference target, RegistryAccess access) {
    assertThatThrownBy(() -> ManifestPull.pull(target, access)).hasMessageContaining(code);
  }

  private static byte[] envelope(String payload) {
    String text = Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8));
    return ("{\"payload\":\""
            + text
            + "\",\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":"
            + "[{\"keyid\":\"k\",\"sig\":\"AAAA\"}]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String payload(byte[] envelope) throws Exception {
    Envelope read = EnvelopeReader.read(envelope);
    assertThat(read.signatures()).hasSize(1);
    return new String(read.payload(), StandardCharsets.UTF_8);
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
