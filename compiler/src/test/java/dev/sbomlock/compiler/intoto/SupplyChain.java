// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A supply chain in a directory for tests: {@code root.layout}, {@code owner.pub}, {@code links/}.
 * Steps are 'fetch', by Alice, who makes src/a, and 'build', by Bob or Carol, of that into bin/a.
 */
public final class SupplyChain {

  public static final String SOURCE = "1".repeat(64);
  public static final String PROGRAM = "2".repeat(64);
  private static final String OTHER = "3".repeat(64);

  public final Signer owner = Signer.create();
  public final Signer alice = Signer.create();
  public final Signer bob = Signer.create();
  public final Signer carol = Signer.create();
  public final Path directory;

  private final Map<String, String> settings = new LinkedHashMap<>();

  /** A good chain in that directory; nothing is written yet. */
  public SupplyChain(Path directory) {
    this.directory = directory;
    settings.put("expires", "2030-01-01T00:00:00Z");
    settings.put("threshold", "1");
    settings.put("materialRules", "[\"MATCH\",\"src/*\",\"WITH\",\"PRODUCTS\",\"FROM\",\"fetch\"]");
    settings.put("productRules", "[\"CREATE\",\"bin/*\"]");
    settings.put("keys", keys(alice, bob, carol));
    settings.put("builders", quoted(bob.keyId(), carol.keyId()));
    settings.put("inspect", "");
    settings.put("extra", "");
  }

  /** The same with another value for one of the names above. */
  public SupplyChain with(String name, String value) {
    if (settings.put(name, value) == null) {
      throw new IllegalArgumentException("no setting " + name);
    }
    return this;
  }

  /** The layout, unsigned. */
  public String layout() {
    return ("{\"_type\":\"layout\",EXTRA\"expires\":\"EXPIRES\",\"inspect\":[INSPECT],\"keys\":{KEYS},"
            + "\"readme\":\"\",\"steps\":["
            + step(
                "fetch",
                quoted(alice.keyId()),
                "1",
                "",
                "[\"CREATE\",\"src/*\"],[\"DISALLOW\",\"*\"]")
            + ","
            + step(
                "build",
                setting("builders"),
                setting("threshold"),
                setting("materialRules") + ",[\"DISALLOW\",\"*\"]",
                setting("productRules") + ",[\"DISALLOW\",\"*\"]")
            + "]}")
        .replace("EXTRA", setting("extra"))
        .replace("EXPIRES", setting("expires"))
        .replace("INSPECT", setting("inspect"))
        .replace("KEYS", setting("keys"));
  }

  /** A step of a layout. */
  public static String step(
      String name, String keys, String threshold, String materials, String products) {
    return "{\"_type\":\"step\",\"expected_command\":[],\"expected_materials\":["
        + materials
        + "],\"expected_products\":["
        + products
        + "],\"name\":\""
        + name
        + "\",\"pubkeys\":["
        + keys
        + "],\"threshold\":"
        + threshold
        + "}";
  }

  /** A link, unsigned. Artifacts are given as {@code "name":"sha256"} pairs in JSON. */
  public static String link(
      String name, Map<String, String> materials, Map<String, String> products) {
    return "{\"_type\":\"link\",\"byproducts\":{},\"command\":[],\"environment\":{},\"materials\":"
        + artifacts(materials)
        + ",\"name\":\""
        + name
        + "\",\"products\":"
        + artifacts(products)
        + "}";
  }

  public static String fetchLink() {
    return link("fetch", Map.of(), Map.of("src/a", SOURCE));
  }

  public static String buildLink() {
    return link("build", Map.of("src/a", SOURCE), Map.of("bin/a", PROGRAM));
  }

  /** A build that took other sources. */
  public static String otherBuildLink() {
    return link("build", Map.of("src/a", OTHER), Map.of("bin/a", PROGRAM));
  }

  /** Keys of a layout. */
  public static String keys(Signer... signers) {
    return Stream.of(signers).map(Signer::layoutKey).collect(Collectors.joining(","));
  }

  /** Texts as JSON, separated by commas. */
  public static String quoted(String... texts) {
    return Arrays.stream(texts).map(text -> "\"" + text + "\"").collect(Collectors.joining(","));
  }

  /** Writes a signed link where verifiers look for it. */
  public SupplyChain putLink(String step, Signer signer, String content) throws IOException {
    return put(
        "links/" + step + "." + signer.keyId().substring(0, 8) + ".link",
        Signer.metablock(content, signer));
  }

  /** Writes the layout, the owner's key and the good links of Alice and Bob. */
  public SupplyChain putAll() throws IOException {
    return putLayout().putLink("fetch", alice, fetchLink()).putLink("build", bob, buildLink());
  }

  /** Writes the layout and the owner's key. */
  public SupplyChain putLayout() throws IOException {
    return put("root.layout", Signer.metablock(layout(), owner))
        .put("owner.pub", owner.publicKey());
  }

  /** Writes a file. */
  public SupplyChain put(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** Where the links are. */
  public Path links() {
    return directory.resolve("links");
  }

  /** What Debian's in-toto-verify does with the directory: whether it accepts. */
  public boolean inTotoAccepts() throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    "/usr/bin/in-toto-verify",
                    "--layout",
                    directory.resolve("root.layout").toString(),
                    "--layout-keys",
                    directory.resolve("owner.pub").toString(),
                    "--key-types",
                    "ed25519",
                    "--link-dir",
                    links().toString()))
            .redirectErrorStream(true)
            .directory(directory.toFile())
            .start();
    process.getInputStream().readAllBytes();
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private String setting(String name) {
    return settings.getOrDefault(name, "");
  }

  private static String artifacts(Map<String, String> digests) {
    return digests.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> "\"" + entry.getKey() + "\":{\"sha256\":\"" + entry.getValue() + "\"}")
        .collect(Collectors.joining(",", "{", "}"));
  }
}
