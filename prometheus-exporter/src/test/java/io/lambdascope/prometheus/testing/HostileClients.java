package io.lambdascope.prometheus.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import javax.net.SocketFactory;

/**
 * Clients that attack a server on loopback until closed: each takes its kind of {@link
 * HostileRequest}, connects, plays it, and begins again as soon as the server has ended the
 * connection.
 *
 * <pre>{@code
 * try (HostileClients attack =
 *     HostileClients.start(server.port(), EnumSet.allOf(HostileRequest.class), 4, seed)) {
 *   ... // a good client asks
 * }
 * }</pre>
 *
 * <p>One daemon thread for each client. All methods may be called from any thread.
 */
public final class HostileClients implements AutoCloseable {

  /** Small, so that a client that does not read is soon felt. */
  private static final int RECEIVE_BYTES = 4096;

  private static final int CONNECT_MILLIS = 5_000;

  private final InetSocketAddress target;
  private final SocketFactory sockets;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Set<HostileWire> open = ConcurrentHashMap.newKeySet();
  private final Map<HostileRequest, LongAdder> played = new EnumMap<>(HostileRequest.class);

  private HostileClients(int port, Collection<HostileRequest> kinds, SocketFactory sockets) {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.sockets = sockets;
    kinds.forEach(kind -> played.put(kind, new LongAdder()));
  }

  /**
   * Starts them, in plain text.
   *
   * @param port of the server on loopback
   * @param clientsOfEach how many clients of each kind
   * @param seed of what is drawn at random; the interleaving is the machine's
   */
  public static HostileClients start(
      int port, Collection<HostileRequest> kinds, int clientsOfEach, long seed) {
    return start(port, kinds, clientsOfEach, seed, SocketFactory.getDefault());
  }

  /**
   * Starts them over sockets of a kind, for example TLS, so that the hostility is inside of it.
   *
   * @param port of the server on loopback
   * @param clientsOfEach how many clients of each kind
   * @param seed of what is drawn at random; the interleaving is the machine's
   */
  public static HostileClients start(
      int port,
      Collection<HostileRequest> kinds,
      int clientsOfEach,
      long seed,
      SocketFactory sockets) {
    HostileClients clients = new HostileClients(port, kinds, sockets);
    for (HostileRequest kind : List.copyOf(clients.played.keySet())) {
      for (int i = 0; i < clientsOfEach; i++) {
        Random random = new Random(seed + 31L * kind.name().hashCode() + i);
        Thread thread = new Thread(() -> clients.attack(kind, random), "hostile-" + kind + "-" + i);
        thread.setDaemon(true);
        thread.start();
      }
    }
    return clients;
  }

  /** How many connections of each kind were made and used so far. */
  public Map<HostileRequest, Long> played() {
    Map<HostileRequest, Long> counts = new EnumMap<>(HostileRequest.class);
    played.forEach((kind, count) -> counts.put(kind, count.sum()));
    return counts;
  }

  /** How many connections are open. */
  public int open() {
    return open.size();
  }

  private void attack(HostileRequest kind, Random random) {
    do {
      try (Socket socket = sockets.createSocket()) {
        socket.setReceiveBufferSize(RECEIVE_BYTES);
        socket.connect(target, CONNECT_MILLIS);
        play(kind, new HostileWire(socket, random, stopped));
      } catch (IOException e) {
        // Refused, reset or hung up: the server defends itself. Go on.
      }
      // Connections are to hold the server's threads, not its accept loop.
    } while (HostileWire.pause(stopped));
  }

  private void play(HostileRequest kind, HostileWire wire) throws IOException {
    open.add(wire);
    try {
      if (stopped.getCount() > 0) {
        played.get(kind).increment();
        kind.play(wire);
      }
    } finally {
      open.remove(wire);
    }
  }

  /** Stops, and hangs up. Again is no error. */
  @Override
  public void close() {
    stopped.countDown();
    for (HostileWire wire : open) {
      try {
        wire.close();
      } catch (IOException e) {
        // It was about to end anyway.
      }
    }
  }
}
