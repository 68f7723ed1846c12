package io.lambdascope.prometheus.testing;

import java.io.IOException;
import java.util.List;

/**
 * What a client can do to a server on one connection, whether from malice or by mistake. Each plays
 * until the server hangs up, the bytes are out and answered, or the {@link HostileWire} is closed.
 */
public enum HostileRequest {
  /** Connects and says nothing. */
  SILENCE {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.awaitEnd();
    }
  },
  /** Begins a request line and never ends it. */
  HALF_A_LINE {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.send("GET /met");
      wire.awaitEnd();
    }
  },
  /** Slowloris: one header after another, each in time, without end. */
  SLOW_HEADERS {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n");
      while (wire.pause()) {
        wire.send("X-a: b\r\n");
      }
    }
  },
  /** Announces a body and does not send it. */
  MISSING_BODY {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n");
      wire.awaitEnd();
    }
  },
  /** Announces a body in chunks, and sends them byte by byte. */
  SLOW_BODY {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      while (wire.pause()) {
        wire.send("1\r\na\r\n");
      }
    }
  },
  /** Asks again and again on one connection and reads no answer. */
  NO_READING {
    @Override
    void play(HostileWire wire) throws IOException {
      String requests = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
      do {
        wire.send(requests);
      } while (wire.pause());
    }
  },
  /** A request line of a megabyte. */
  LONG_LINE {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.send("GET /" + "a".repeat(MEGABYTE) + " HTTP/1.1\r\n\r\n");
      wire.awaitEnd();
    }
  },
  /** A header of a megabyte. */
  LONG_HEADER {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.send(
          "GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-a: " + "b".repeat(MEGABYTE) + "\r\n\r\n");
      wire.awaitEnd();
    }
  },
  /** Ten thousand different headers. */
  MANY_HEADERS {
    @Override
    void play(HostileWire wire) throws IOException {
      StringBuilder request = new StringBuilder("GET /metrics HTTP/1.1\r\nHost: localhost\r\n");
      for (int i = 0; i < 10_000; i++) {
        request.append("X-").append(i).append(": a\r\n");
      }
      wire.send(request.append("\r\n").toString());
      wire.awaitEnd();
    }
  },
  /** Request lines and headers that are none. */
  MALFORMED {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.send(wire.oneOf(MALFORMED_REQUESTS));
      wire.awaitEnd();
    }
  },
  /** Paths out of a tree of files, raw and escaped. */
  TRAVERSAL {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.send(
          "GET "
              + wire.oneOf(PATHS_OUT)
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      wire.awaitEnd();
    }
  },
  /** Some kilobytes of noise. */
  NOISE {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.send(wire.noise());
      wire.awaitEnd();
    }
  },
  /** The head of a TLS record, and no more: a handshake that never ends, or a strange method. */
  HALF_A_HANDSHAKE {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.send(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01});
      wire.awaitEnd();
    }
  },
  /** A complete request, whose answer is met by a reset. */
  RESET {
    @Override
    void play(HostileWire wire) throws IOException {
      wire.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
      wire.reset();
    }
  };

  private static final int MEGABYTE = 1 << 20;

  /** None of them is a request for something that is there. */
  public static final List<String> MALFORMED_REQUESTS =
      List.of(
          "\r\n\r\n\r\n\r\nGET\r\n\r\n",
          "GET /metrics\r\n\r\n",
          "GET  /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
          "GET\t/metrics\tHTTP/1.1\r\n\r\n",
          "/metrics\r\n\r\n",
          "GET http://[::1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "GET /metrics\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
          get("Ho st: localhost"),
          get(": localhost"),
          get("Host: localhost\r\nContent-Length: -1"),
          get("Host: localhost\r\nContent-Length: x"),
          get("Host: localhost\r\nContent-Length: 1\r\nContent-Length: 2"),
          get("Host: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked"),
          get("Host: localhost\r\nTransfer-Encoding: gzip"));

  /** Targets that a server of files would have to be careful with. */
  public static final List<String> PATHS_OUT =
      List.of(
          "/../../../../etc/passwd",
          "/metrics/../../etc/passwd",
          "/./metrics",
          "/-/../metrics",
          "/%2e%2e/%2e%2e/etc/passwd",
          "/..%2f..%2fetc%2fpasswd",
          "/%252e%252e%252fetc%252fpasswd",
          "/..%c0%af..%c0%afetc/passwd",
          "/..;/etc/passwd",
          "//etc/passwd",
          "/metrics%00.html",
          "/%6d%65trics",
          "/metrics;x=y",
          "/metrics%20",
          "http://evil.example/etc/passwd",
          "file:///etc/passwd",
          "*");

  private static String get(String headers) {
    return "GET /metrics HTTP/1.1\r\n" + headers + "\r\n\r\n";
  }

  /**
   * Plays on a connection that is open.
   *
   * @throws IOException when the server ended it, as it may
   */
  abstract void play(HostileWire wire) throws IOException;
}
