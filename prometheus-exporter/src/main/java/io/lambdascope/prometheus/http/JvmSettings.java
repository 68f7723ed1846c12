package io.lambdascope.prometheus.http;

/**
 * What the JDK's server can be told in one way only: by system properties, which it reads once, for
 * all servers of the JVM. They are set before the first one is made, have no effect when another
 * was there before, and those that somebody set already are left alone.
 *
 * <ul>
 *   <li>How many connections are open at once. Those that say nothing cost no thread, but a file
 *       descriptor each, which training may need, until the server ends them after about half a
 *       minute.
 *   <li>That small packets are sent without delay. The server sends headers and body one after the
 *       other; otherwise the body waits until the client confirms the headers, which JDK 17 and
 *       Linux make 40 ms for each scrape of a connection that is kept.
 * </ul>
 */
final class JvmSettings {

  static final String MAX_CONNECTIONS = "jdk.httpserver.maxConnections";
  static final String NO_DELAY = "sun.net.httpserver.nodelay";

  /** Far more than scrapers and browsers need, far fewer than a process may open files. */
  static final int CONNECTIONS = 1000;

  private JvmSettings() {}

  /** To be called before a server is made. */
  static void setUnlessSet() {
    setUnlessSet(MAX_CONNECTIONS, String.valueOf(CONNECTIONS));
    setUnlessSet(NO_DELAY, "true");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
