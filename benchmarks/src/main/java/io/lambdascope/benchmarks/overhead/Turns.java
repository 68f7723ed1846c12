package io.lambdascope.benchmarks.overhead;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Training alone and beside a load, in turns: other work on the machine comes and goes, and meets
 * both.
 *
 * @param slowdowns of each turn: the rate of training alone over that beside the load, sorted
 * @param latencies of scrapes while the load was there
 * @param serverShare CPU time of the server's threads over the time that the load was there
 */
record Turns(List<Double> slowdowns, Latencies latencies, double serverShare) {

  /** What goes on beside training until it is closed. */
  interface Load extends AutoCloseable {}

  /** No load but the scrapes. */
  static final Start NOTHING = () -> () -> {};

  /** Begins it. */
  @FunctionalInterface
  interface Start {
    Load load() throws Exception;
  }

  Turns {
    slowdowns = slowdowns.stream().sorted().toList();
  }

  /**
   * Takes turns.
   *
   * @param seconds of each half of a turn
   * @param scrapes begins what notes the latencies; runs in the second half of each turn
   */
  static Turns take(int turns, double seconds, TrainingPace pace, Start load, Scraping scrapes)
      throws Exception {
    List<Double> slowdowns = new ArrayList<>();
    Latencies latencies = Latencies.NONE;
    double cpu = 0;
    for (int i = 0; i < turns; i++) {
      double alone = pace.train(seconds);
      try (Load unused = load.load();
          SteadyScrapes scraping = scrapes.begin()) {
        ServerCpu server = new ServerCpu();
        slowdowns.add(alone / pace.train(seconds));
        cpu += server.seconds();
        scraping.close(); // waits for the answer under way, which counts too
        latencies = latencies.and(scraping.latencies());
      }
    }
    return new Turns(slowdowns, latencies, cpu / (turns * seconds));
  }

  /** Begins scraping. */
  @FunctionalInterface
  interface Scraping {
    SteadyScrapes begin();
  }

  /** Median, smallest and largest, for people. */
  String slowdown() {
    int n = slowdowns.size();
    double median = (slowdowns.get((n - 1) / 2) + slowdowns.get(n / 2)) / 2;
    return String.format(
        Locale.ROOT, "%.3f (%.3f to %.3f)", median, slowdowns.get(0), slowdowns.get(n - 1));
  }
}
