// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Grant;
import dev.sbomlock.manifest.Text;
import java.util.List;

/** Every diagnostic of the compiler, one factory a code; docs/ERRORS.md explains each. */
public final class CompilerProblems {

  private static final String REFUSED = "no manifest was compiled";
  private static final String NOT_EXPORTED = "nothing was exported";
  private static final String ANOTHER_SBOM =
      "Generate the SBOM again, or report this to its generator.";

  private CompilerProblems() {}

  // Documents: SBOMs, links, keys.

  public static Diagnostic unreadable(String place, String fact) {
    return new Diagnostic(
        "C001", named(place), fact, REFUSED, "Pass a file that this user can read.");
  }

  /** A name that somebody gave, which may be none. */
  private static String named(String place) {
    return place.isEmpty() ? "''" : place;
  }

  public static Diagnostic empty(String place) {
    return new Diagnostic(
        "C002", place, "the file is empty", REFUSED, "Make it again: its generator failed.");
  }

  public static Diagnostic overLimit(String place, String fact) {
    return new Diagnostic(
        "C003", place, fact, REFUSED, "Split the document: such sizes are refused as an attack.");
  }

  public static Diagnostic malformedJson(String place, String fact) {
    return new Diagnostic(
        "C004",
        place,
        "this is not whole, valid JSON: " + fact,
        REFUSED,
        "Fetch or make the file again: it is damaged, or of another format.");
  }

  public static Diagnostic duplicateKey(String place, String fact) {
    return new Diagnostic(
        "C005",
        place,
        "a JSON object names a key twice: " + fact,
        REFUSED,
        "Readers differ on which of the two counts. " + ANOTHER_SBOM);
  }

  public static Diagnostic trailingData(String place, String fact) {
    return new Diagnostic(
        "C006",
        place,
        "something follows the end of the document: " + fact,
        REFUSED,
        "Pass one document a file, and nothing after it.");
  }

  public static Diagnostic notAnSbom(String place) {
    return new Diagnostic(
        "C007",
        place,
        "nothing in it says that this is an SBOM of a known format",
        REFUSED,
        "Pass CycloneDX or SPDX; pass links with --link and keys with --link-key.");
  }

  public static Diagnostic notValidated(String place) {
    return new Diagnostic(
        "C283",
        place,
        "it is not CycloneDX, and not SPDX as JSON, YAML or tag-value",
        "it was not validated",
        "Pass the SBOM itself, not an attestation of it; convert RDF to JSON first.");
  }

  public static Diagnostic unsupportedVersion(String place, String found, String supported) {
    return new Diagnostic(
        "C008",
        place,
        Text.format("its version is '%s', not one of %s", found, supported),
        REFUSED,
        "Let the generator write one of these versions.");
  }

  public static Diagnostic malformedDocument(String place, String fact) {
    return new Diagnostic("C009", place, fact, REFUSED, ANOTHER_SBOM);
  }

  public static Diagnostic unsafePath(String place, String path, String why) {
    return new Diagnostic(
        "C010",
        place,
        Text.format("it names the file '%s', but %s", path, why),
        REFUSED,
        "File names are normalised and below the root. " + ANOTHER_SBOM);
  }

  public static Diagnostic malformedDigest(String place, String owner, String why) {
    return new Diagnostic(
        "C011",
        place,
        Text.format("a digest of '%s' is malformed: %s", owner, why),
        REFUSED,
        ANOTHER_SBOM);
  }

  // What SBOMs say of files.

  public static Diagnostic unmeasurable(String place, String component) {
    return new Diagnostic(
        "C012",
        place,
        Text.format("component '%s' has no file digests and no content was given", component),
        "its files cannot be measured",
        "Pass --rootfs or --image, or name the component with --allow-unmeasured.");
  }

  public static Diagnostic conflictingDigests(String place, String owner, String why) {
    return new Diagnostic(
        "C013",
        place,
        Text.format("'%s' has %s", owner, why),
        REFUSED,
        "One file has one content. " + ANOTHER_SBOM);
  }

  public static Diagnostic malformedPurl(String place, String purl, String why) {
    return new Diagnostic(
        "C014",
        place,
        Text.format("'%s' is not a package URL: %s", purl, why),
        "no installed package can be matched with this component",
        ANOTHER_SBOM);
  }

  // Links and keys.

  public static Diagnostic linkWithoutKey(String place) {
    return new Diagnostic(
        "C020",
        place,
        "no key was given to verify this link with",
        REFUSED,
        "Pass the functionary's public key with --link-key: unverified evidence is none.");
  }

  public static Diagnostic notALink(String place, String fact) {
    return new Diagnostic(
        "C021",
        place,
        "this is not an in-toto link metablock: " + fact,
        REFUSED,
        "Pass the .link file that 'in-toto-run' wrote, unedited.");
  }

  public static Diagnostic unverified(String place, int signatures, List<String> keys) {
    return new Diagnostic(
        "C022",
        place,
        Text.format(
            "none of its %d signatures verifies with %s", signatures, String.join(", ", keys)),
        REFUSED,
        "The link was changed after signing, or another key signed it: pass that functionary's"
            + " key with --link-key, or fetch the link again.");
  }

  public static Diagnostic unusableKey(String place, String fact) {
    return new Diagnostic(
        "C023",
        place,
        "this is no usable public key: " + fact,
        REFUSED,
        "Pass PEM 'PUBLIC KEY', an OpenSSH or a securesystemslib JSON public key: ed25519, RSA of"
            + " 2048 bits or more, or ECDSA on P-256, P-384 or P-521.");
  }

  public static Diagnostic linkWithoutFile(String place) {
    return new Diagnostic(
        "C024",
        place,
        "the content holds none of the link's products",
        "it accounts for no file",
        "If the step ran outside the root, pass the products' prefix with --link-root.");
  }

  // Content against what is stated.

  public static Diagnostic contradicted(String path, String from, Digest expected, Digest actual) {
    return new Diagnostic(
        "C030",
        Text.format("'%s'", path),
        Text.format("its content is not what %s states", from),
        REFUSED,
        Text.format(
            "expected %s\nactual   %s\nFind out which is wrong: the content was changed, or the"
                + " evidence is of another build.",
            expected, actual));
  }

  public static Diagnostic unaccounted(String path, String fact) {
    return new Diagnostic(
        "C031",
        "'" + path + "'",
        fact,
        "nothing accounts for it",
        "Add the SBOM or the link that covers it, or remove the file.");
  }

  public static Diagnostic missing(String path, String from) {
    return new Diagnostic(
        "C032",
        Text.format("'%s'", path),
        Text.format("%s states this file, and the content does not hold it", from),
        "it is not measured",
        "Check that the SBOM describes this content.");
  }

  public static Diagnostic absentPackage(String place, String component) {
    return new Diagnostic(
        "C033",
        place,
        Text.format("package '%s' is not installed in this version in the content", component),
        "no file is accounted to it",
        "Check that the SBOM describes this content.");
  }

  // The content itself.

  public static Diagnostic notADirectory(String place, String fact) {
    return new Diagnostic("C040", place, fact, REFUSED, "Pass the root directory with --rootfs.");
  }

  public static Diagnostic unusedGrant(Grant grant, String selector) {
    String option = grant == Grant.INTERPRETER ? "--interpreter" : "--allow-" + grant.key();
    return new Diagnostic(
        "C034",
        Text.format("%s '%s'", option, selector),
        "no accounted file has this path, nor a component with this purl or name",
        REFUSED,
        "Name the program by its absolute path in the content, or by its component as the SBOM does.");
  }

  public static Diagnostic unreadableContent(String path, String fact) {
    return new Diagnostic(
        "C041",
        Text.format("'%s'", path),
        fact,
        REFUSED,
        "Make the whole root readable for this user, or compile as root.");
  }

  public static Diagnostic changedWhileRead(String path) {
    return new Diagnostic(
        "C042",
        Text.format("'%s'", path),
        "the file changed while it was measured",
        REFUSED,
        "Compile from a root that nobody writes to.");
  }

  public static Diagnostic specialFiles(String place, int count) {
    return new Diagnostic(
        "C043",
        place,
        Text.format("%d device nodes, sockets or pipes are there", count),
        "they are not measured",
        "Expect them where the root is a running system's.");
  }

  public static Diagnostic malformedDatabase(String path, String fact) {
    return new Diagnostic(
        "C044",
        Text.format("'%s'", path),
        fact,
        REFUSED,
        "Repair the package database of the content: 'dpkg --audit --root=DIR' helps.");
  }

  /** The manifest's file. */
  public static Diagnostic unwritable(String place, String fact) {
    return new Diagnostic(
        "C050",
        place,
        "the manifest cannot be written there: " + fact,
        "nothing was written",
        "Name a file in a directory that exists and that this user can write to.");
  }

  // Exports.

  public static Diagnostic notMeasured(String place, int count, String first) {
    return new Diagnostic(
        "C060",
        place,
        Text.format(
            "%d files were stated and never measured, such as '%s': they have no fs-verity digest",
            count, first),
        NOT_EXPORTED,
        "Compile with --rootfs: a policy without them would deny what the SBOM states.");
  }

  public static Diagnostic nothingToExport(String place) {
    return new Diagnostic(
        "C061",
        place,
        "no file of the manifest is accounted for",
        NOT_EXPORTED,
        "Compile it from SBOMs that account for the content: under such a policy nothing would run.");
  }

  public static Diagnostic grantNotExported(String path, String grant, String language) {
    return new Diagnostic(
        "C062",
        Text.format("'%s'", path),
        Text.format("it is granted '%s', for which %s has no words", grant, language),
        "the export says only that it may run",
        "Expect other verdicts on what this program does; docs/COMPARISON.md lists them.");
  }

  /** What an export was to be written to. */
  public static Diagnostic unwritableExport(String place, String fact) {
    return new Diagnostic(
        "C063",
        place,
        "the export cannot be written there: " + fact,
        NOT_EXPORTED,
        "Name a file in a directory that exists and that this user can write to.");
  }
}
