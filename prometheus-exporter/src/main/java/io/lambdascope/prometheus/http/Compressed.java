package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Answers that are compressed for who takes them so. Stateless. */
final class Compressed {

  /** Below it fits one packet anyway. */
  private static final int WORTH_IT = 1000;

  private Compressed() {}

  /** 200 and a body, gzipped where that is accepted; stored by nobody unless a header says so. */
  static void of(HttpExchange exchange, String contentType, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
    byte[] sent = body;
    if (body.length >= WORTH_IT && acceptsGzip(exchange)) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      sent = gzip(body);
    }
    Answer.bytes(exchange, 200, contentType, sent);
  }

  private static boolean acceptsGzip(HttpExchange exchange) {
    List<String> accepted = exchange.getRequestHeaders().get("Accept-Encoding");
    return accepted != null
        && accepted.stream()
            .flatMap(line -> Arrays.stream(line.toLowerCase(Locale.ROOT).split(",", -1)))
            .map(coding -> coding.replace(" ", ""))
            .anyMatch(c -> c.equals("gzip") || (c.startsWith("gzip;") && !isRefused(c)));
  }

  /** Whether a weight says "not this one". */
  private static boolean isRefused(String coding) {
    return coding.matches("gzip;q=0(\\.0*)?");
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    }
    return bytes.toByteArray();
  }
}
