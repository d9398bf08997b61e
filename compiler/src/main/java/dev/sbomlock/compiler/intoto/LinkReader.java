// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.sbom.SbomPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads and verifies in-toto links (in-toto specification 1.0, section 4.4), as metablocks or in
 * DSSE envelopes. One signature of one of the keys is enough.
 */
public final class LinkReader {

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
    SignedDocument signed =
        SignedDocument.read(document, place, fact -> CompilerProblems.notALink(place, fact));
    if (keys.stream().noneMatch(signed::isSignedBy)) {
      throw new RejectedException(
          CompilerProblems.unverified(
              place,
              signed.signatures(),
              keys.stream().map(key -> "'" + key.name() + "'").toList()));
    }
    return ofContent(signed.content(), place);
  }

  /**
   * The link of verified content.
   *
   * @throws RejectedException when it is malformed
   */
  static Link ofContent(JsonObject signed, String place) throws RejectedException {
    return new LinkReader(place).link(signed);
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
      byName.put(name, DigestSetReader.read(digests, name, place, problems));
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

  private RejectedException notALink(String fact) {
    return new RejectedException(CompilerProblems.notALink(place, fact));
  }
}
