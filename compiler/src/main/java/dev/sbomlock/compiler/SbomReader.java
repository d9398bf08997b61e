// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import com.fasterxml.jackson.core.JacksonException;
import dev.sbomlock.compiler.cyclonedx.CycloneDxJsonReader;
import dev.sbomlock.compiler.cyclonedx.CycloneDxXmlReader;
import dev.sbomlock.compiler.intake.DigestedStream;
import dev.sbomlock.compiler.intake.MalformedTextException;
import dev.sbomlock.compiler.intake.NotUtf8Exception;
import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.compiler.intake.RefusedDocumentException;
import dev.sbomlock.compiler.intake.SbomSource;
import dev.sbomlock.compiler.json.JsonCursor;
import dev.sbomlock.compiler.json.StrictJson;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.SbomProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomParser;
import dev.sbomlock.compiler.spdx.Spdx3JsonReader;
import dev.sbomlock.compiler.spdx.SpdxJsonReader;
import dev.sbomlock.compiler.spdx.SpdxRdfReader;
import dev.sbomlock.compiler.spdx.SpdxYamlReader;
import dev.sbomlock.compiler.spdx.TagValueReader;
import dev.sbomlock.image.compression.Compression;
import dev.sbomlock.image.compression.DamagedCompressionException;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Hashing;
import dev.sbomlock.manifest.Input;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads an SBOM of any format; the content says which, never the file's name. */
final class SbomReader {

  private final SbomSource source;
  private final Compression compression;

  private SbomReader(SbomSource source, Compression compression) {
    this.source = source;
    this.compression = compression;
  }

  /**
   * An SBOM and the document it was read from.
   *
   * @param input named by the digest of the very bytes that were parsed
   */
  record Read(Input input, Sbom sbom) {}

  /**
   * Reads a file, or standard input when it is called {@code -}.
   *
   * @throws RejectedException with all that is wrong with it
   */
  static Read read(Path file) throws RejectedException {
    SbomSource source;
    try {
      source = SbomSource.of(file);
    } catch (IOException e) {
      throw new RejectedException(explain(e, file.toString()));
    }
    return read(source, file.toString());
  }

  /** Reads a source, which diagnostics of reading itself call {@code origin}. */
  static Read read(SbomSource source, String origin) throws RejectedException {
    try {
      Compression compression;
      try (InputStream stored = source.openStored()) {
        compression = SbomSource.compression(stored);
      }
      return new SbomReader(source, compression).read();
    } catch (NoSuchFileException e) {
      throw new RejectedException(CompilerProblems.unreadable(origin, "there is no such file"));
    } catch (IOException e) {
      throw new RejectedException(explain(e, source.name()));
    }
  }

  private Read read() throws IOException, RejectedException {
    SbomFormat format = SbomFormat.of(this::open);
    byte[] sha256;
    Sbom sbom;
    // What is parsed is what is digested, even when the file changes after its format was told.
    try (DigestedStream stored = new DigestedStream(source.openStored(), Hashing.sha256())) {
      sbom = parse(format, SbomSource.decompress(stored, compression));
      stored.transferTo(OutputStream.nullOutputStream());
      sha256 = stored.digest();
    }
    sbom = sbom.packed(compression == Compression.NONE ? "" : ", " + compression.key());
    Digest digest = Digest.of(DigestAlgorithm.SHA256, sha256);
    return new Read(new Input("sbom", sbom.format(), source.name(), digest), sbom);
  }

  private InputStream open() throws IOException {
    return SbomSource.decompress(source.openStored(), compression);
  }

  private Sbom parse(SbomFormat format, InputStream in) throws IOException, RejectedException {
    return switch (format) {
      case ENVELOPE -> SbomWrapping.ofEnvelope(this::open, in, source.name());
      case STATEMENT -> SbomWrapping.ofStatement(this::open, in, source.name());
      default -> parseBare(format, in, source.name());
    };
  }

  /**
   * Parses an SBOM that is neither compressed nor wrapped.
   *
   * @throws IOException that of the stream, or one that says what is wrong with the document
   */
  static Sbom parseBare(SbomFormat format, InputStream in, String place)
      throws IOException, RejectedException {
    return switch (format) {
      case CYCLONEDX_JSON -> json(in, new CycloneDxJsonReader(place));
      case CYCLONEDX_XML -> taken(in, new CycloneDxXmlReader(place));
      case SPDX_JSON -> json(in, new SpdxJsonReader(place, "JSON"));
      case SPDX_YAML -> taken(in, new SpdxYamlReader(place));
      case SPDX_RDF -> taken(in, new SpdxRdfReader(place));
      case SPDX3_JSON -> json(in, new Spdx3JsonReader(place));
      case SPDX_TAG_VALUE -> taken(in, new TagValueReader(place));
      case EMPTY -> throw new RejectedException(CompilerProblems.empty(place));
      case ENVELOPE, STATEMENT, OTHER ->
          throw new RejectedException(CompilerProblems.notAnSbom(place));
    };
  }

  private static Sbom json(InputStream in, SbomParser<JsonCursor> parser)
      throws IOException, RejectedException {
    JsonCursor.document(in, parser::take);
    return parser.result();
  }

  private static Sbom taken(InputStream in, SbomParser<InputStream> parser)
      throws IOException, RejectedException {
    parser.take(in);
    return parser.result();
  }

  static Diagnostic explain(IOException problem, String place) {
    if (problem instanceof JacksonException json) {
      return StrictJson.explain(json, place);
    }
    if (problem instanceof NotUtf8Exception) {
      return SbomProblems.notUtf8(place);
    }
    if (problem instanceof OverLimitException) {
      return CompilerProblems.overLimit(place, String.valueOf(problem.getMessage()));
    }
    if (problem instanceof MalformedTextException text) {
      return SbomProblems.malformedText(place, text.syntax(), String.valueOf(text.getMessage()));
    }
    if (problem instanceof DamagedCompressionException) {
      return SbomProblems.damagedCompression(place, String.valueOf(problem.getMessage()));
    }
    if (problem instanceof RefusedDocumentException refused) {
      return refused.at(place);
    }
    return CompilerProblems.unreadable(place, "reading failed: " + problem.getMessage());
  }
}
