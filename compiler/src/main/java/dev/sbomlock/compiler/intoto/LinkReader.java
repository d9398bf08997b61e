// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import com.fasterxml.jackson.core.JacksonException;
import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.json.JsonValue.JsonText;
import dev.sbomlock.compiler.json.StrictJson;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.sbom.SbomPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads and verifies in-toto link metablocks (in-toto specification 1.0, section 4.4): {@code
 * {"signed": {...}, "signatures": [...]}}.
 *
 * <p>A keyid is only a label, which versions compute differently, so each key is tried on each
 * signature; one that verifies is enough.
 */
public final class LinkReader {

  private static final int MAX_SIGNATURES = 100;

  private final String place;
  private final List<Diagnostic> problems = new ArrayList<>();

  private LinkReader(String place) {
    this.place = place;
  }

  /**
   * Reads a link and verifies it.
   *
   * @param place what to call it in diagnostics
   * @param keys whose signature counts
   * @throws RejectedException when it is malformed or unverified
   */
  public static Link read(byte[] document, String place, List<FunctionaryKey> keys)
      throws RejectedException {
    if (keys.isEmpty()) {
      throw new RejectedException(CompilerProblems.linkWithoutKey(place));
    }
    LinkReader reader = new LinkReader(place);
    JsonObject metablock = reader.parse(document);
    JsonObject signed =
        metablock.object("signed").orElseThrow(() -> reader.notALink("'signed' is missing"));
    reader.verify(signed, metablock, keys);
    return reader.link(signed);
  }

  private JsonObject parse(byte[] document) throws RejectedException {
    try {
      return JsonValue.parse(document);
    } catch (JacksonException e) {
      throw new RejectedException(StrictJson.explain(e, place));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  private void verify(JsonObject signed, JsonObject metablock, List<FunctionaryKey> keys)
      throws RejectedException {
    List<JsonValue> signatures =
        metablock.array("signatures").orElseThrow(() -> notALink("'signatures' is missing"));
    if (signatures.size() > MAX_SIGNATURES) {
      throw notALink(signatures.size() + " signatures are more than " + MAX_SIGNATURES);
    }
    byte[] message;
    try {
      // Over the tree as parsed: fields that this program does not know are signed as well.
      message = CanonicalJson.encode(signed);
    } catch (IllegalArgumentException e) {
      throw notALink(String.valueOf(e.getMessage()));
    }
    for (JsonValue signature : signatures) {
      Optional<byte[]> bytes = signatureBytes(signature);
      if (bytes.isPresent() && keys.stream().anyMatch(key -> key.verifies(message, bytes.get()))) {
        return;
      }
    }
    throw new RejectedException(
        CompilerProblems.unverified(
            place, signatures.size(), keys.stream().map(key -> "'" + key.name() + "'").toList()));
  }

  private static Optional<byte[]> signatureBytes(JsonValue signature) {
    if (!(signature instanceof JsonObject object)) {
      return Optional.empty();
    }
    try {
      return object.text("sig").map(HexFormat.of()::parseHex);
    } catch (IllegalArgumentException notHex) {
      return Optional.empty();
    }
  }

  private Link link(JsonObject signed) throws RejectedException {
    String type = signed.text("_type").orElse("");
    if (!type.equals("link")) {
      throw notALink("its _type is '" + type + "', not 'link'");
    }
    String name = signed.text("name").filter(text -> !text.isEmpty()).orElse("");
    if (name.isEmpty()) {
      throw notALink("it names no step");
    }
    Map<String, DigestSet> materials = artifacts(signed, "materials");
    Map<String, DigestSet> products = artifacts(signed, "products");
    products.keySet().forEach(this::checkName);
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    return new Link(name, materials, products);
  }

  private Map<String, DigestSet> artifacts(JsonObject signed, String key) throws RejectedException {
    JsonObject artifacts =
        signed.object(key).orElseThrow(() -> notALink("'" + key + "' is missing"));
    Map<String, DigestSet> byName = new TreeMap<>();
    for (Map.Entry<String, JsonValue> artifact : artifacts.fields().entrySet()) {
      String name = artifact.getKey();
      if (!(artifact.getValue() instanceof JsonObject digests)) {
        throw notALink("'" + name + "' has no digests");
      }
      byName.put(name, digests(name, digests));
    }
    return byName;
  }

  /**
   * A product that is not below the root, or not named canonically, could vouch for another file.
   */
  private void checkName(String name) {
    try {
      SbomPath.parse(name);
    } catch (IllegalArgumentException e) {
      problems.add(CompilerProblems.unsafePath(place, name, String.valueOf(e.getMessage())));
    }
  }

  private DigestSet digests(String name, JsonObject object) {
    List<Digest> digests = new ArrayList<>();
    for (Map.Entry<String, JsonValue> field : object.fields().entrySet()) {
      Optional<DigestAlgorithm> algorithm = DigestAlgorithm.ofKey(field.getKey());
      // in-toto: unknown algorithms are ignored. A tree's digest says nothing of a file.
      if (algorithm.filter(known -> known != DigestAlgorithm.DIR_HASH).isEmpty()
          || !(field.getValue() instanceof JsonText hex)) {
        continue;
      }
      try {
        digests.add(Digest.parse(algorithm.get(), hex.value()));
      } catch (IllegalArgumentException e) {
        problems.add(CompilerProblems.malformedDigest(place, name, String.valueOf(e.getMessage())));
      }
    }
    return DigestSet.of(digests);
  }

  private RejectedException notALink(String fact) {
    return new RejectedException(CompilerProblems.notALink(place, fact));
  }
}
