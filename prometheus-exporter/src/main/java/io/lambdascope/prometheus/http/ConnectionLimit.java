package io.lambdascope.prometheus.http;

/**
 * How many connections the JDK's server keeps open at once.
 *
 * <p>Connections that say nothing cost no thread, but a file descriptor each, which training may
 * need, until the server ends them after about half a minute. How many there may be can be told it
 * in one way only, a system property that it reads once: so this limit is one of all servers of the
 * JVM, and has no effect when another was there first. One that somebody set is left alone.
 */
final class ConnectionLimit {

  static final String PROPERTY = "jdk.httpserver.maxConnections";

  /** Far more than scrapers and browsers need, far fewer than a process may open files. */
  static final int CONNECTIONS = 1000;

  private ConnectionLimit() {}

  /** To be called before the first server is made. */
  static void setUnlessSet() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, String.valueOf(CONNECTIONS));
    }
  }
}
