// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.sbomlock.compiler.intake.LineReader;
import dev.sbomlock.compiler.intake.MalformedTextException;
import dev.sbomlock.compiler.intake.NotUtf8Exception;
import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.compiler.intake.Utf8Stream;
import dev.sbomlock.compiler.json.JsonCursor;
import dev.sbomlock.compiler.json.TrailingDataException;
import dev.sbomlock.compiler.json.UnexpectedShapeException;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomParser;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads SPDX 2.2 and 2.3 YAML, which is their JSON in other clothes. Anchors and aliases, which
 * SPDX has no use for and attacks have, are refused.
 */
public final class SpdxYamlReader implements SbomParser<InputStream> {

  /** Of SPDX's own structure 6 levels are used. */
  private static final int MAX_DEPTH = 50;

  private static final int MAX_CHARACTERS = 256 << 20;

  private static final YAMLFactory FACTORY = factory();

  private final SpdxJsonReader spdx;

  /** A reader for the document called {@code place} in diagnostics. */
  public SpdxYamlReader(String place) {
    this.spdx = new SpdxJsonReader(place, "YAML");
  }

  @Override
  public void take(InputStream document) throws IOException {
    InputStreamReader in = new InputStreamReader(new Utf8Stream(document), StandardCharsets.UTF_8);
    try (JsonParser yaml = new WithoutAliases(FACTORY.createParser(in))) {
      JsonCursor.yaml(yaml, spdx::take);
    } catch (UnexpectedShapeException | TrailingDataException | StreamConstraintsException e) {
      throw e;
    } catch (JacksonException e) {
      throw explain(e);
    }
  }

  @Override
  public Sbom result() throws RejectedException {
    return spdx.result();
  }

  private static YAMLFactory factory() {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(MAX_CHARACTERS);
    return YAMLFactory.builder()
        .loaderOptions(limits)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(LineReader.MAX_LINE)
                .build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
        .build();
  }

  private static IOException explain(JacksonException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof NotUtf8Exception || cause instanceof OverLimitException) {
        return (IOException) cause;
      }
    }
    String message = String.valueOf(e.getOriginalMessage());
    if (message.startsWith("Duplicate field")) {
      return e;
    }
    // Its first line says it; the others quote the document.
    return new MalformedTextException("YAML", message.lines().findFirst().orElse("it is damaged"));
  }

  /** Refuses anchors and aliases, which Jackson passes on as plain texts. */
  private static final class WithoutAliases extends JsonParserDelegate {

    private final YAMLParser yaml;

    WithoutAliases(YAMLParser yaml) {
      super(yaml);
      this.yaml = yaml;
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      if (token != null && (yaml.isCurrentAlias() || yaml.getObjectId() != null)) {
        throw new MalformedTextException("YAML", "it has an anchor or an alias");
      }
      return token;
    }

    @Override
    public JsonParser skipChildren() throws IOException {
      // Step by step, so that what is skipped has neither.
      if (currentToken() == null || !currentToken().isStructStart()) {
        return this;
      }
      int open = 1;
      while (open > 0) {
        JsonToken token = nextToken();
        if (token == null) {
          return this;
        }
        if (token.isStructStart()) {
          open++;
        } else if (token.isStructEnd()) {
          open--;
        }
      }
      return this;
    }
  }
}
