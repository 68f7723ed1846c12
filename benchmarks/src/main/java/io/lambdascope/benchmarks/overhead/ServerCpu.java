package io.lambdascope.benchmarks.overhead;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/**
 * CPU time of a {@code MetricsServer}'s threads, as the JVM tells it: what is the server's of a
 * load that its clients in the same process take part in. One thread.
 */
final class ServerCpu {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Of the server's own threads, and of the JDK's that accepts connections. */
  private static boolean isServers(String thread) {
    return thread.startsWith("lambdascope-metrics-") || thread.startsWith("HTTP-Dispatcher");
  }

  private final Map<Long, Long> nanosBefore = nanos();

  private static Map<Long, Long> nanos() {
    Map<Long, Long> nanos = new HashMap<>();
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && isServers(thread.getThreadName())) {
        nanos.put(thread.getThreadId(), THREADS.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos;
  }

  /**
   * Seconds since this was made; those of threads that have ended since are not in it (the server
   * keeps idle ones for a minute).
   */
  double seconds() {
    long sum = 0;
    for (Map.Entry<Long, Long> now : nanos().entrySet()) {
      sum += now.getValue() - nanosBefore.getOrDefault(now.getKey(), 0L);
    }
    return sum * 1e-9;
  }
}
