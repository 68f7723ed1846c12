package io.lambdascope.benchmarks.overhead;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that asks for the same page at a fixed rate, on a thread of its own, and notes how long
 * each answer took.
 *
 * <p>Times run from the moment at which a request was due, not from that at which it could be sent:
 * a slow answer delays those after it, and the client's waiting counts (coordinated omission).
 */
final class SteadyScrapes implements AutoCloseable {

  /** What Prometheus asks for. */
  static final String ACCEPT = "application/openmetrics-text";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final URI page;
  private final long intervalNanos;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Double> seconds = new ArrayList<>(); // guarded by this
  private final Thread thread;
  private long failed; // guarded by this
  private volatile boolean closed;

  /**
   * Begins.
   *
   * @param perSecond requests a second
   */
  SteadyScrapes(URI page, double perSecond) {
    this.page = page;
    this.intervalNanos = Math.round(1e9 / perSecond);
    this.thread = new Thread(this::run, "steady-scrapes");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    HttpRequest request =
        HttpRequest.newBuilder(page).header("Accept", ACCEPT).timeout(TIMEOUT).build();
    long due = System.nanoTime();
    while (!closed) {
      boolean answered = ask(request);
      long now = System.nanoTime();
      synchronized (this) {
        if (answered) {
          seconds.add((now - due) * 1e-9);
        } else {
          failed++;
        }
      }
      due += intervalNanos;
      while (System.nanoTime() < due && !closed) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
  }

  private boolean ask(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      return response.statusCode() == 200 && response.body().length > 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      closed = true;
      return false;
    }
  }

  /** How many were asked and how it went, so far. */
  synchronized Latencies latencies() {
    return new Latencies(seconds, failed);
  }

  /** Stops, once the answer under way is there. Again is no error. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
