package io.lambdascope.prometheus.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Says to a server what no well-meaning client would let one say. */
final class RawClient {

  private static final int TIMEOUT_MILLIS = 20_000;

  private RawClient() {}

  /** A connection to a server on loopback, on which no read waits for ever. */
  static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /** All that is answered until the server hangs up; empty when it does so without a word. */
  static String exchange(int port, String request) throws IOException {
    try (Socket socket = connect(port)) {
      return exchange(socket, request);
    }
  }

  /** The same on a connection that is open. */
  static String exchange(Socket socket, String request) throws IOException {
    StringBuilder answer = new StringBuilder();
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      byte[] buffer = new byte[8192];
      int n;
      while ((n = socket.getInputStream().read(buffer)) >= 0) {
        answer.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketException e) {
      // Hung up on in the middle of our words, or before they were read.
    }
    return answer.toString();
  }

  /** Whether the server has ended a connection, or ends it before a read gives up. */
  static boolean isHungUp(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketException e) {
      return true;
    }
  }
}
