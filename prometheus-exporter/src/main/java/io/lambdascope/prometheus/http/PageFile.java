package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of the live page, read once. It may load nothing but files of this server, run no script
 * but theirs, and be framed by nobody. Any thread.
 */
final class PageFile implements Resource {

  /**
   * uPlot places its canvas by the style object, which needs no permission; a style attribute
   * would.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final int TAG_LENGTH = 32;

  private final String contentType;
  private final byte[] body;
  private final String tag;

  /**
   * A file of the class path.
   *
   * @param resource absolute name
   * @throws IllegalStateException when it is missing, which a broken jar is the reason of
   */
  PageFile(String resource, String contentType) {
    this.contentType = contentType;
    try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            resource
                + " is missing on the class path; is the jar of the live page or uPlot's cut?");
      }
      this.body = in.readAllBytes();
      this.tag =
          '"'
              + HexFormat.of()
                  .formatHex(MessageDigest.getInstance("SHA-256").digest(body))
                  .substring(0, TAG_LENGTH)
              + '"';
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  @Override
  public void answer(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Security-Policy", POLICY);
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    // Asked for again each time, answered in full after an upgrade only.
    headers.set("Cache-Control", "no-cache");
    headers.set("ETag", tag);
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
    } else {
      Compressed.of(exchange, contentType, body);
    }
  }
}
