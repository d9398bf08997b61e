// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.Claim.Bearing;
import dev.sbomlock.compiler.Documents.SbomInput;
import dev.sbomlock.compiler.ownership.InstalledPackage;
import dev.sbomlock.compiler.ownership.PackageDatabases;
import dev.sbomlock.compiler.ownership.PackageKind;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.ContentProblems;
import dev.sbomlock.compiler.problem.IntotoProblems;
import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.compiler.rootfs.FurtherDigests;
import dev.sbomlock.compiler.sbom.SbomComponent;
import dev.sbomlock.compiler.sbom.SbomFile;
import dev.sbomlock.compiler.sbom.SbomPath;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that SBOMs, links and package databases say of the content, by file. */
final class Claims {

  private final ComponentTable components;
  private final ContentTree content;
  private final Decisions decisions;
  private final Map<ArtifactPath, List<Claim>> byFile = new HashMap<>();
  private final Map<ArtifactPath, List<Claim>> absent = new TreeMap<>();
  private final Map<Digest, List<Claim>> byDigest = new HashMap<>();
  private final Map<ArtifactPath, String> lacks = new HashMap<>();
  private final Map<Integer, Diagnostic> absentPackages = new TreeMap<>();
  private final List<Diagnostic> findings = new ArrayList<>();
  private final Set<String> unmatched = new TreeSet<>();
  private final Set<String> matchedByName = new HashSet<>();

  private Claims(ComponentTable components, ContentTree content, Decisions decisions) {
    this.components = components;
    this.content = content;
    this.decisions = decisions;
  }

  /**
   * Collects.
   *
   * @throws RejectedException when a package database of the content is malformed
   */
  static Claims collect(
      CompileRequest request,
      Documents documents,
      ComponentTable components,
      ContentTree content,
      Decisions decisions)
      throws RejectedException {
    Claims claims = new Claims(components, content, decisions);
    documents.sboms().forEach(claims::addSbom);
    List<Production> productions = documents.provenance().productions();
    for (Production production : productions) {
      if (production.named()) {
        claims.addProduction(production, productions, request.linkRoot());
      } else {
        claims.addAttestation(production, request.linkRoot());
      }
    }
    claims.addPackages(PackageDatabases.read(content, claims.findings::add), documents);
    return claims;
  }

  /** What is said of the file at that path of the content. */
  List<Claim> of(ArtifactPath file) {
    return byFile.getOrDefault(file, List.of());
  }

  /** What is said, by SHA-256, of archives that may lie anywhere. */
  List<Claim> ofArchive(Digest sha256) {
    List<Claim> claims = byDigest.getOrDefault(sha256, List.of());
    claims.forEach(claim -> unmatched.remove(claim.from()));
    return claims;
  }

  /** What SBOMs say of files that the content does not hold. */
  Map<ArtifactPath, List<Claim>> ofAbsentFiles() {
    return absent;
  }

  /** What a file's package lacks for it to account for the file. */
  Optional<String> lackOf(ArtifactPath file) {
    return Optional.ofNullable(lacks.get(file));
  }

  /** What must be computed of each file, beside the usual, to judge what is said of it. */
  Map<ArtifactPath, Set<DigestAlgorithm>> algorithmsByFile() {
    Map<ArtifactPath, Set<DigestAlgorithm>> algorithms = new HashMap<>();
    byFile.forEach(
        (file, claims) -> {
          Set<DigestAlgorithm> stated = EnumSet.noneOf(DigestAlgorithm.class);
          claims.forEach(claim -> stated.addAll(claim.digests().algorithms()));
          algorithms.put(file, FurtherDigests.among(stated));
        });
    return algorithms;
  }

  /**
   * Statements that nothing in the content corresponds to, once every file was asked for.
   *
   * @param files with their components
   */
  List<Diagnostic> findings(List<Measurement> files) {
    List<Diagnostic> all = new ArrayList<>(findings);
    // An SBOM's own digests and locations find a component, too.
    files.forEach(file -> absentPackages.keySet().removeAll(file.components()));
    all.addAll(absentPackages.values());
    unmatched.removeAll(matchedByName);
    unmatched.forEach(from -> all.add(IntotoProblems.attestationWithoutFile(from)));
    return all;
  }

  private void addSbom(SbomInput input) {
    String from = input.input().name();
    for (SbomComponent component : input.sbom().components()) {
      Set<Integer> owner = Set.of(components.indexOf(component));
      for (ArtifactPath location : component.locations()) {
        Claim claim = new Claim(Claim.Source.SBOM, from, DigestSet.empty(), owner);
        locate(location, claim.digests()).ifPresent(file -> add(file, claim));
      }
      addArchive(component.digests(), from, owner);
    }
    for (SbomFile file : input.sbom().files()) {
      Set<Integer> owners = components.indicesOf(input, file.owners());
      Claim claim = new Claim(Claim.Source.SBOM, from, file.digests(), owners);
      locate(file.path(), file.digests())
          .ifPresentOrElse(
              found -> add(found, claim),
              () -> {
                absent.computeIfAbsent(file.path(), path -> new ArrayList<>()).add(claim);
                if (file.bareName()) {
                  addArchive(file.digests(), from, owners);
                }
              });
    }
  }

  /** Only SHA-256 finds an archive: it is what every file is measured with. */
  private void addArchive(DigestSet digests, String from, Set<Integer> owners) {
    digests
        .get(DigestAlgorithm.SHA256)
        .ifPresent(
            digest ->
                byDigest
                    .computeIfAbsent(digest, key -> new ArrayList<>())
                    .add(new Claim(Claim.Source.SBOM, from, DigestSet.of(digest), owners)));
  }

  private void addProduction(Production production, List<Production> all, String linkRoot) {
    boolean matched = false;
    for (Map.Entry<String, DigestSet> product : production.link().products().entrySet()) {
      Claim claim = new Claim(Claim.Source.LINK, production.from(), product.getValue(), Set.of());
      boolean superseded =
          all.stream()
              .anyMatch(later -> later.link().supersedes(product.getKey(), product.getValue()));
      if (!claim.counts() || superseded) {
        matched |= superseded;
        continue;
      }
      Optional<ArtifactPath> file =
          belowLinkRoot(product.getKey(), linkRoot).flatMap(content::resolve);
      file.ifPresent(found -> add(found, claim));
      matched |= file.isPresent();
    }
    if (!matched) {
      findings.add(CompilerProblems.linkWithoutFile(production.label()));
    }
  }

  /**
   * A subject whose name has a directory is taken for a path where the content has it; whatever it
   * is called, its SHA-256 finds it.
   */
  private void addAttestation(Production attestation, String linkRoot) {
    boolean matched = false;
    for (Map.Entry<String, DigestSet> subject : attestation.link().products().entrySet()) {
      Claim claim = new Claim(Claim.Source.LINK, attestation.from(), subject.getValue(), Set.of());
      if (!claim.counts()) {
        findings.add(IntotoProblems.subjectTooWeak(attestation.from(), subject.getKey()));
        continue;
      }
      Optional<ArtifactPath> file = pathOf(subject.getKey(), linkRoot).flatMap(content::resolve);
      file.ifPresent(found -> add(found, claim));
      matched |= file.isPresent();
      if (file.isEmpty()) {
        subject
            .getValue()
            .get(DigestAlgorithm.SHA256)
            .ifPresent(
                digest -> byDigest.computeIfAbsent(digest, key -> new ArrayList<>()).add(claim));
      }
    }
    if (matched) {
      matchedByName.add(attestation.from());
    } else {
      unmatched.add(attestation.from());
    }
  }

  private static Optional<ArtifactPath> pathOf(String subject, String linkRoot) {
    try {
      return subject.contains("/") ? belowLinkRoot(subject, linkRoot) : Optional.empty();
    } catch (IllegalArgumentException noPath) {
      return Optional.empty();
    }
  }

  /** The path below the root of a product, which the step named with the root before it. */
  private static Optional<ArtifactPath> belowLinkRoot(String product, String linkRoot) {
    if (linkRoot.isEmpty()) {
      return Optional.of(SbomPath.parse(product));
    }
    String prefix = linkRoot.endsWith("/") ? linkRoot : linkRoot + "/";
    return product.startsWith(prefix)
        ? Optional.of(SbomPath.parse(product.substring(prefix.length())))
        : Optional.empty();
  }

  private void addPackages(List<InstalledPackage> installed, Documents documents) {
    NamedPackages named = NamedPackages.of(components);
    Set<Integer> found = new HashSet<>();
    Map<Integer, String> otherVersions = new HashMap<>();
    Set<PackageKind> kinds = EnumSet.noneOf(PackageKind.class);
    for (InstalledPackage one : installed) {
      Set<Integer> owners = named.componentsOf(one);
      found.addAll(owners);
      kinds.add(one.kind());
      decisions.say(() -> match(one, owners));
      named.namesakesOf(one).forEach(index -> otherVersions.put(index, one.label()));
      one.files().forEach((path, digests) -> addPackageFile(path, digests, one, owners));
    }
    named
        .expected()
        .forEach(
            (index, kind) -> {
              if (!found.contains(index) && (kind != PackageKind.DEB || kinds.contains(kind))) {
                absentPackages.put(
                    index,
                    unmatched(
                        index, kind, kinds.contains(kind), otherVersions.get(index), documents));
              }
            });
  }

  private String match(InstalledPackage one, Set<Integer> owners) {
    String found =
        Text.format("package '%s' (%s, files: %d)", one.label(), one.origin(), one.files().size());
    return owners.isEmpty()
        ? found + " is no component's: none has its name and version"
        : found
            + owners.stream()
                .map(index -> "'" + components.components().get(index).label() + "'")
                .collect(Collectors.joining(", ", " is that of component ", ""));
  }

  private Diagnostic unmatched(
      int index,
      PackageKind kind,
      boolean known,
      @Nullable String otherVersion,
      Documents documents) {
    Component component = components.components().get(index);
    String place = documents.inputs().get(component.inputs().get(0)).name();
    if (kind == PackageKind.DEB) {
      return CompilerProblems.absentPackage(place, component.label());
    }
    return ContentProblems.unmatched(
        place,
        component.label(),
        otherVersion != null ? Text.format("'%s' is there", otherVersion) : absence(kind, known));
  }

  private static String absence(PackageKind kind, boolean known) {
    return switch (kind) {
      case MAVEN -> known ? "no jar says that it is this" : "no jar says what it is";
      case GO -> known ? "no Go program was built from it" : "no Go program tells its modules";
      case DEB, APK, RPM, PYPI, NPM ->
          known
              ? Text.format("no database of %s lists a package of this name", kind.origin())
              : Text.format("it holds no packages of %s", kind.origin());
    };
  }

  private void addPackageFile(
      ArtifactPath path, DigestSet digests, InstalledPackage owner, Set<Integer> owners) {
    // Only dpkg's digests are of what a link leads to; the others' are of the link, or there are
    // none.
    String label = owner.label();
    Optional<ArtifactPath> located =
        owner.kind() == PackageKind.DEB ? locate(path, digests) : content.locate(path);
    located.ifPresent(
        file -> {
          if (owner.contained()) {
            lacks.putIfAbsent(
                file,
                Text.format("package '%s' is in it, but it does not say that it is that", label));
          } else if (owners.isEmpty()) {
            lacks.put(
                file,
                Text.format(
                    "it belongs to package '%s', which no SBOM names in this version", label));
          }
          if (!owners.isEmpty()) {
            add(
                file,
                new Claim(
                    Claim.Source.PACKAGE_DATABASE,
                    owner.origin(),
                    digests,
                    owners,
                    bearing(owner, path)));
          }
        });
  }

  private static Bearing bearing(InstalledPackage owner, ArtifactPath path) {
    if (owner.contained()) {
      return Bearing.IS_PART;
    }
    return owner.editable().contains(path) ? Bearing.OWNS_EDITABLE : Bearing.OWNS;
  }

  /**
   * The file that a claim is about. A digest is of the content, however one comes to it; who merely
   * owns a symbolic link does not own what it leads to.
   */
  private Optional<ArtifactPath> locate(ArtifactPath name, DigestSet digests) {
    return digests.isEmpty() ? content.locate(name) : content.resolve(name);
  }

  private void add(ArtifactPath file, Claim claim) {
    byFile.computeIfAbsent(file, path -> new ArrayList<>()).add(claim);
  }
}
