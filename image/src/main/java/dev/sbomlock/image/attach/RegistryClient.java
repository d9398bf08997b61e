// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import dev.sbomlock.image.json.Json;
import dev.sbomlock.image.json.JsonDocument;
import dev.sbomlock.image.json.MalformedJsonException;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Speaks to one repository of a registry (OCI distribution specification 1.1). */
final class RegistryClient {

  private static final Duration CONNECTING = Duration.ofSeconds(20);
  private static final Duration ANSWERING = Duration.ofMinutes(10);
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;
  private static final Set<Integer> REDIRECTED = Set.of(301, 302, 303, 307, 308);
  private static final int UNAUTHORISED = 401;
  private static final int NOT_FOUND = 404;
  private static final int MAX_TOKEN = 1 << 20;
  private static final String AUTHORISATION = "Authorization";
  private static final Pattern BEARER = Pattern.compile("(?i)Bearer (.*)");
  private static final Pattern PARAMETER = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

  /** All kinds of manifests and indexes that images have. */
  private static final String ACCEPTED_TYPES =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json,"
          + " application/vnd.docker.distribution.manifest.v2+json";

  private final RegistryReference reference;
  private final RegistryAccess access;
  private final URI base;
  private final HttpClient http;
  private Optional<String> token = Optional.empty();

  private RegistryClient(RegistryReference reference, RegistryAccess access, HttpClient http) {
    this.reference = reference;
    this.access = access;
    this.http = http;
    this.base =
        URI.create(
            (access.plainHttp() ? "http://" : "https://")
                + reference.host()
                + "/v2/"
                + reference.repository()
                + "/");
  }

  /**
   * A client for the repository of an image.
   *
   * @throws RejectedException C233 when the certificates cannot be read
   */
  static RegistryClient of(RegistryReference reference, RegistryAccess access)
      throws RejectedException {
    // Redirects are followed by hand, without credentials.
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECTING);
    if (access.authorities().isPresent()) {
      builder.sslContext(TrustedAuthorities.context(access.authorities().get()));
    }
    return new RegistryClient(reference, access, builder.build());
  }

  /**
   * The bytes of a manifest, or empty when there is none.
   *
   * @param name a tag or digest
   */
  Optional<byte[]> manifest(String name, int limit) throws RejectedException {
    return fetch("manifests/" + name, ACCEPTED_TYPES, limit, Digests.parse(name));
  }

  /** The referrers that the registry lists for a digest, or empty when it has no such list. */
  Optional<byte[]> referrers(Digest digest, int limit) throws RejectedException {
    return fetch("referrers/" + digest, Referrer.INDEX_TYPE, limit, Optional.empty());
  }

  /** The bytes of a blob. */
  byte[] blob(Digest digest, int limit) throws RejectedException {
    return fetch("blobs/" + digest, "*/*", limit, Optional.of(digest))
        .orElseThrow(() -> refused("blobs/" + digest, "it is not there"));
  }

  /** Pushes a blob that is not there yet. */
  void pushBlob(Digest digest, Path file) throws RejectedException {
    try {
      pushBlob(digest, BodyPublishers.ofFile(file));
    } catch (IOException e) {
      throw refused("blobs/" + digest, "'" + file + "' cannot be read: " + e);
    }
  }

  private void pushBlob(Digest digest, BodyPublisher content) throws RejectedException {
    if (send(request(base.resolve("blobs/" + digest)).method("HEAD", BodyPublishers.noBody()))
            .statusCode()
        == OK) {
      return;
    }
    HttpResponse<InputStream> started =
        send(request(base.resolve("blobs/uploads/")).POST(BodyPublishers.noBody()));
    URI location =
        started
            .headers()
            .firstValue("Location")
            .filter(text -> started.statusCode() == ACCEPTED)
            .map(base::resolve)
            .orElseThrow(() -> refused("blobs/uploads/", answered(started)));
    String query = "digest=" + URLEncoder.encode(digest.toString(), StandardCharsets.UTF_8);
    URI target = URI.create(location + (location.getRawQuery() == null ? "?" : "&") + query);
    HttpResponse<InputStream> done =
        send(request(target).header("Content-Type", "application/octet-stream").PUT(content));
    if (done.statusCode() != CREATED) {
      throw refused("blobs/" + digest, answered(done));
    }
  }

  /**
   * Pushes a manifest or an index.
   *
   * @param name a tag or digest
   */
  void pushManifest(String name, String mediaType, byte[] document) throws RejectedException {
    HttpResponse<InputStream> done =
        send(
            request(base.resolve("manifests/" + name))
                .header("Content-Type", mediaType)
                .PUT(BodyPublishers.ofByteArray(document)));
    if (done.statusCode() != CREATED) {
      throw refused("manifests/" + name, answered(done));
    }
  }

  private Optional<byte[]> fetch(String path, String accepted, int limit, Optional<Digest> expected)
      throws RejectedException {
    HttpResponse<InputStream> response =
        send(request(base.resolve(path)).header("Accept", accepted).GET());
    Optional<URI> elsewhere = response.headers().firstValue("Location").map(base::resolve);
    if (REDIRECTED.contains(response.statusCode()) && elsewhere.isPresent()) {
      response = exchange(HttpRequest.newBuilder(secure(elsewhere.get())).GET());
    }
    if (response.statusCode() == NOT_FOUND) {
      return Optional.empty();
    }
    if (response.statusCode() != OK) {
      throw refused(path, answered(response));
    }
    byte[] bytes = body(response, path, limit);
    Digest actual = Referrer.sha256(bytes);
    if (expected.isPresent() && !expected.get().equals(actual)) {
      throw new RejectedException(
          AttachProblems.other(place(path), expected.get().toString(), actual.toString()));
    }
    return Optional.of(bytes);
  }

  private byte[] body(HttpResponse<InputStream> response, String path, int limit)
      throws RejectedException {
    try (InputStream in = response.body()) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw refused(path, Text.format("it has more than %d bytes", limit));
      }
      return bytes;
    } catch (IOException e) {
      throw refused(path, "reading failed: " + e);
    }
  }

  private HttpRequest.Builder request(URI uri) throws RejectedException {
    HttpRequest.Builder builder = HttpRequest.newBuilder(secure(uri)).timeout(ANSWERING);
    // What is the registry's is for no other host.
    if (uri.getAuthority().equals(base.getAuthority())) {
      authorisation().ifPresent(value -> builder.setHeader(AUTHORISATION, value));
    }
    return builder;
  }

  private URI secure(URI uri) throws RejectedException {
    if (!"https".equals(uri.getScheme()) && !access.plainHttp()) {
      throw refused("", "it wants to go on without TLS, at '" + uri.getHost() + "'");
    }
    return uri;
  }

  private Optional<String> authorisation() {
    return token.map(value -> "Bearer " + value).or(this::basic);
  }

  private Optional<String> basic() {
    return access
        .credentials()
        .map(
            pair ->
                "Basic "
                    + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  /** Sends, and once more with a token when the registry wants one. */
  private HttpResponse<InputStream> send(HttpRequest.Builder request) throws RejectedException {
    HttpResponse<InputStream> response = exchange(request);
    Optional<String> challenge = response.headers().firstValue("WWW-Authenticate");
    if (response.statusCode() == UNAUTHORISED && challenge.isPresent() && token.isEmpty()) {
      Matcher bearer = BEARER.matcher(challenge.get());
      if (bearer.matches()) {
        token = Optional.of(fetchToken(bearer.group(1)));
        return exchange(request.setHeader(AUTHORISATION, "Bearer " + token.get()));
      }
    }
    return response;
  }

  /** A token, as the challenge says (distribution's "Token Authentication Specification"). */
  private String fetchToken(String challenge) throws RejectedException {
    String realm = "";
    StringBuilder query = new StringBuilder();
    Matcher parameter = PARAMETER.matcher(challenge);
    while (parameter.find()) {
      if (parameter.group(1).equals("realm")) {
        realm = parameter.group(2);
      } else {
        query
            .append(query.length() == 0 ? "?" : "&")
            .append(parameter.group(1))
            .append('=')
            .append(URLEncoder.encode(parameter.group(2), StandardCharsets.UTF_8));
      }
    }
    HttpRequest.Builder request;
    try {
      request = HttpRequest.newBuilder(secure(base.resolve(realm + query))).GET();
    } catch (IllegalArgumentException e) {
      throw refused("", "it names no place for tokens: '" + challenge + "'");
    }
    basic().ifPresent(value -> request.header(AUTHORISATION, value));
    HttpResponse<InputStream> response = exchange(request);
    try {
      if (response.statusCode() == OK
          && JsonDocument.parse(body(response, "", MAX_TOKEN)) instanceof Json.Node answer) {
        return answer
            .text("token")
            .or(() -> answer.text("access_token"))
            .orElseThrow(() -> refused("", "it gave no token"));
      }
    } catch (MalformedJsonException e) {
      throw refused("", "it gave no token: " + e.getMessage());
    }
    throw refused("", answered(response));
  }

  private HttpResponse<InputStream> exchange(HttpRequest.Builder request) throws RejectedException {
    try {
      return http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw refused("", "it cannot be reached: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("", "interrupted");
    }
  }

  private static String answered(HttpResponse<?> response) {
    return Text.format("the registry answered %d", response.statusCode());
  }

  private RejectedException refused(String path, @Nullable String fact) {
    return new RejectedException(AttachProblems.registry(place(path), String.valueOf(fact)));
  }

  private String place(String path) {
    return "'" + reference + "'" + (path.isEmpty() ? "" : ", " + path);
  }
}
