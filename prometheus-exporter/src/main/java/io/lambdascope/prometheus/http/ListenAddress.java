package io.lambdascope.prometheus.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens, and under which names it may be asked there.
 *
 * @param host as it was given; null for loopback
 * @param address that it means
 * @param port 0 for any free one
 */
record ListenAddress(@Nullable String host, InetAddress address, int port) {

  /**
   * Of a host by name or number.
   *
   * @param isGuarded whether other machines may reach it: there is a password, or that was allowed
   * @throws IllegalArgumentException when the host is unknown, or reachable but not guarded
   */
  static ListenAddress of(@Nullable String host, int port, boolean isGuarded) {
    if (host == null) {
      return new ListenAddress(null, InetAddress.getLoopbackAddress(), port);
    }
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "host \"%s\" is not known; give an address of this machine".formatted(host), e);
    }
    if (!address.isLoopbackAddress() && !isGuarded) {
      throw new IllegalArgumentException(
          ("host \"%s\" lets other machines read the metrics without a password; leave host() out"
                  + " to serve this machine only, ask for a password with basicAuth(...) or"
                  + " configuration(...), or say allowRemote(true)")
              .formatted(host));
    }
    return new ListenAddress(host, address, port);
  }

  InetSocketAddress socket() {
    return new InetSocketAddress(address, port);
  }

  /** Whether other machines can reach it. */
  boolean isRemote() {
    return !address.isLoopbackAddress();
  }

  /** The names in Host headers to answer to, in lower case; empty for all. */
  Optional<Set<String>> names() {
    if (isRemote()) {
      return Optional.empty();
    }
    Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    names.add(inUrl(address));
    if (host != null) {
      names.add(host.toLowerCase(Locale.ROOT));
    }
    return Optional.of(names);
  }

  /** Where a scraper on this machine finds a path. */
  static URI url(String scheme, InetSocketAddress bound, String path) {
    InetAddress address = bound.getAddress();
    InetAddress reachable =
        address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    return URI.create("%s://%s:%d%s".formatted(scheme, inUrl(reachable), bound.getPort(), path));
  }

  private static String inUrl(InetAddress address) {
    String text = address.getHostAddress();
    // A scope such as %eth0 has no place in a URL.
    return address instanceof Inet6Address ? "[" + text.replaceAll("%.*", "") + "]" : text;
  }
}
