package io.lambdascope.prometheus.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One connection of a hostile client. Played on by one thread; any other may close it, which ends
 * what the first is waiting for.
 */
final class HostileWire implements AutoCloseable {

  /** Between the pieces of a slow request: often enough to defeat a limit on silence. */
  private static final int PAUSE_MILLIS = 50;

  private final Socket socket;
  private final Random random;
  private final CountDownLatch stopped;

  /**
   * Over a connection.
   *
   * @param random of the playing thread
   * @param stopped ends pauses
   */
  HostileWire(Socket socket, Random random, CountDownLatch stopped) {
    this.socket = socket;
    this.random = random;
    this.stopped = stopped;
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Reads and forgets, until the server has ended the connection. */
  void awaitEnd() throws IOException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    while (in.read(buffer) >= 0) {
      // What is answered does not matter here.
    }
  }

  /** Waits a little; false when it is time to stop. */
  boolean pause() {
    return pause(stopped);
  }

  /** Waits a little; false when it is time to stop. */
  static boolean pause(CountDownLatch stopped) {
    try {
      return !stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Closes with a reset in place of an orderly end. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  String oneOf(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  /** A few bytes to some kilobytes; now and then a line ends, so that headers are reached too. */
  byte[] noise() {
    byte[] bytes = new byte[1 + random.nextInt(4096)];
    random.nextBytes(bytes);
    for (int i = 0; i + 1 < bytes.length; i += 1 + random.nextInt(200)) {
      bytes[i] = '\r';
      bytes[i + 1] = '\n';
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
