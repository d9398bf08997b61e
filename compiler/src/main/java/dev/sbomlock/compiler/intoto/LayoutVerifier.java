// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.compiler.intoto.ArtifactRule.Side;
import dev.sbomlock.compiler.intoto.Layout.Step;
import dev.sbomlock.compiler.intoto.LinkStore.LinkDocument;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.IntotoProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Verifies a supply chain against its layout (in-toto specification 1.0, section 5.2): signatures,
 * expiry, functionaries, thresholds, sublayouts, artifact rules. Inspections are never run.
 */
public final class LayoutVerifier {

  /** Deeper delegation than anybody has; a link to a directory above must not go on for ever. */
  private static final int MAX_DEPTH = 8;

  private static final int MAX_DOCUMENTS = 10_000;

  private final Instant now;
  private final int[] documents;
  private final int depth;
  private final List<VerifiedStep> steps = new ArrayList<>();
  private final List<Diagnostic> refusals = new ArrayList<>();
  private final List<Diagnostic> findings = new ArrayList<>();

  private LayoutVerifier(Instant now, int[] documents, int depth) {
    this.now = now;
    this.documents = documents;
    this.depth = depth;
  }

  /**
   * Verifies.
   *
   * @param document the layout, as metablock or in a DSSE envelope
   * @param place what to call it in diagnostics
   * @param keys of its owners, each of whom must have signed it
   * @param parameters values for {@code {NAME}} in its rules
   * @param now the time at which it must not have expired
   * @throws RejectedException with everything that does not meet its demands
   */
  public static VerifiedLayout verify(
      byte[] document,
      String place,
      List<FunctionaryKey> keys,
      LinkStore links,
      Map<String, String> parameters,
      Instant now)
      throws RejectedException {
    if (keys.isEmpty()) {
      throw new RejectedException(IntotoProblems.layoutWithoutKey(place));
    }
    SignedDocument signed =
        SignedDocument.read(document, place, fact -> IntotoProblems.notALayout(place, fact));
    List<Diagnostic> unverified =
        keys.stream()
            .filter(key -> !signed.isSignedBy(key))
            .map(key -> IntotoProblems.layoutUnverified(place, key.name()))
            .toList();
    if (!unverified.isEmpty()) {
      throw new RejectedException(unverified);
    }
    LayoutVerifier verifier = new LayoutVerifier(now, new int[1], 1);
    verifier.verify(signed.content(), place, links, new LayoutParameters(parameters), "");
    return new VerifiedLayout(verifier.steps, verifier.findings);
  }

  /** Verifies content that is signed; the link is what all its steps together took and made. */
  private Link verify(
      JsonObject content, String place, LinkStore links, LayoutParameters parameters, String prefix)
      throws RejectedException {
    Layout layout = LayoutReader.read(content, place, parameters);
    if (!now.isBefore(layout.expires())) {
      throw new RejectedException(
          IntotoProblems.layoutExpired(place, layout.expires().toString(), now.toString()));
    }
    Map<String, Link> byStep = new LinkedHashMap<>();
    for (Step step : layout.steps()) {
      carriedOut(step, place, links, prefix, byStep);
    }
    refuseIfAny();
    RuleCheck check = new RuleCheck(byStep);
    for (Step step : layout.steps()) {
      Link link = byStep.get(step.name());
      if (link != null) {
        step.rules().forEach((side, rules) -> requireNormalised(prefix + step.name(), link, side));
        for (Side side : Side.values()) {
          check.apply(prefix + step.name(), link, side, step.rules().getOrDefault(side, List.of()));
        }
      }
    }
    refusals.addAll(check.refusals());
    refuseIfAny();
    findings.addAll(check.findings());
    layout
        .inspections()
        .forEach(name -> findings.add(IntotoProblems.inspectionNotRun(place, name)));
    List<Link> all = List.copyOf(byStep.values());
    return new Link("summary", all.get(0).materials(), all.get(all.size() - 1).products());
  }

  private void refuseIfAny() throws RejectedException {
    if (!refusals.isEmpty()) {
      throw new RejectedException(refusals);
    }
  }

  /** Finds the links of a step that count, and what they agree on. */
  private void carriedOut(
      Step step, String place, LinkStore links, String prefix, Map<String, Link> byStep)
      throws RejectedException {
    TreeSet<Digest> signers = new TreeSet<>();
    Link agreed = null;
    String first = "";
    for (LinkDocument document : links.linksOf(step.name())) {
      if (++documents[0] > MAX_DOCUMENTS) {
        throw new RejectedException(
            IntotoProblems.sublayout(place, "there are more than " + MAX_DOCUMENTS + " links"));
      }
      try {
        SignedDocument signed =
            SignedDocument.read(
                document.bytes(),
                document.place(),
                fact -> CompilerProblems.notALink(document.place(), fact));
        List<FunctionaryKey> found =
            step.functionaries().stream().filter(signed::isSignedBy).toList();
        if (found.isEmpty()) {
          if (document.named()) {
            findings.add(IntotoProblems.linkNotCounted(document.place(), step.name()));
          }
          continue;
        }
        JsonObject content = signed.content();
        boolean layout = content.text("_type").orElse("").equals("layout");
        Link link =
            layout
                ? sublayout(content, document, links, prefix + step.name() + "/")
                : LinkReader.ofContent(content, document.place());
        if (!layout && !link.name().equals(step.name())) {
          if (document.named()) {
            refusals.add(
                IntotoProblems.linkOfAnotherStep(document.place(), step.name(), link.name()));
          }
          continue;
        }
        found.forEach(key -> signers.add(key.identity()));
        if (agreed == null) {
          agreed = new Link(step.name(), link.materials(), link.products());
          first = document.place();
        } else if (!agreed.materials().equals(link.materials())
            || !agreed.products().equals(link.products())) {
          refusals.add(IntotoProblems.linksDiffer(step.name(), first, document.place()));
        }
      } catch (RejectedException e) {
        refusals.addAll(e.diagnostics());
      }
    }
    if (signers.size() < step.threshold()) {
      refusals.add(
          IntotoProblems.thresholdNotMet(place, step.name(), step.threshold(), signers.size()));
    } else if (agreed != null) {
      byStep.put(step.name(), agreed);
      steps.add(new VerifiedStep(prefix + step.name(), List.copyOf(signers), agreed));
    }
  }

  private Link sublayout(JsonObject content, LinkDocument document, LinkStore links, String prefix)
      throws RejectedException {
    if (document.directory().isEmpty()) {
      throw new RejectedException(
          IntotoProblems.sublayout(
              document.place(), "it is a sublayout, and a single file has no directory of links"));
    }
    if (depth == MAX_DEPTH) {
      throw new RejectedException(
          IntotoProblems.sublayout(
              document.place(), "sublayouts are nested deeper than " + MAX_DEPTH));
    }
    LayoutVerifier verifier = new LayoutVerifier(now, documents, depth + 1);
    Link summary =
        verifier.verify(
            content,
            document.place(),
            links.below(document.directory()),
            new LayoutParameters(Map.of()),
            prefix);
    steps.addAll(verifier.steps);
    findings.addAll(verifier.findings);
    return summary;
  }

  private void requireNormalised(String step, Link link, Side side) {
    for (String name : side.of(link).keySet()) {
      try {
        ArtifactName.requireNormalised(name);
      } catch (IllegalArgumentException e) {
        refusals.add(
            IntotoProblems.artifactName(
                "step '" + step + "'", name, String.valueOf(e.getMessage())));
      }
    }
  }
}
