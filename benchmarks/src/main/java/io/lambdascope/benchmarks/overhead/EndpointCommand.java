package io.lambdascope.benchmarks.overhead;

import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.prometheus.http.MetricsServer;
import io.lambdascope.prometheus.testing.HostileClients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What scrapes and hostile clients do to a training run, and the run to scrapes. */
@Command(
    name = "endpoint",
    description = "Measures scrapes beside training, and training beside scrapes and attacks.",
    mixinStandardHelpOptions = true)
public final class EndpointCommand implements Callable<Integer> {

  private static final int TURNS = 6;
  private static final double WARM_UP_SECONDS = 5;

  /** Scrapes a second during an attack: enough to notice, few enough to be no load themselves. */
  private static final double WATCHING_RATE = 10;

  private static final int ATTACKERS_OF_EACH_KIND = 4;
  private static final int ATTACK_TURNS = 3;
  private static final long SEED = 1;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "Of scrapes in all, half of it for each attack (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--rate",
      defaultValue = "50",
      description = "Scrapes a second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--out",
      defaultValue = "docs/studies/endpoint.md",
      description = "Where the page goes (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Override
  public Integer call() throws Exception {
    Workbench bench = Workbench.middle();
    MultiLayerNetwork network = bench.network();
    try (ImplicitBiasListener listener =
            ImplicitBiasListener.builder()
                .reference(Reference.withoutDropout())
                .regularizers(Regularizers.l2(), Regularizers.gradientNorm())
                .attach(network);
        MetricsServer server = MetricsServer.builder().monitor(listener).port(0).start()) {
      TrainingPace pace = new TrainingPace(network, bench.batches());
      pace.train(WARM_UP_SECONDS);
      byte[] page = get(server.url());
      List<List<String>> rows = new ArrayList<>();
      Latencies idle = whileIdle(server.url());
      try (ConstantPage constant = new ConstantPage(page)) {
        rows.add(row("none: scrapes of `/metrics` without training", "–", "–", idle, idle));
        Turns turns =
            Turns.take(TURNS, seconds / TURNS, pace, Turns.NOTHING, scrapes(constant.url(), rate));
        rows.add(
            row(
                "scrapes of a constant page of the same size",
                turns.slowdown(),
                "–",
                turns.latencies(),
                idle));
      }
      rows.add(
          row(
              "scrapes of `/metrics`",
              Turns.take(TURNS, seconds / TURNS, pace, Turns.NOTHING, scrapes(server.url(), rate)),
              idle));
      for (Attack attack : Attack.values()) {
        rows.add(attacked(attack, server, pace, idle));
      }
      write(bench, page.length, rows);
      return 0;
    }
  }

  private List<String> attacked(
      Attack attack, MetricsServer server, TrainingPace pace, Latencies idle) throws Exception {
    List<HostileClients> attackers = new ArrayList<>();
    Turns turns =
        Turns.take(
            ATTACK_TURNS,
            seconds / 2 / ATTACK_TURNS,
            pace,
            () -> {
              HostileClients clients =
                  HostileClients.start(server.port(), attack.kinds(), ATTACKERS_OF_EACH_KIND, SEED);
              attackers.add(clients);
              return clients::close;
            },
            scrapes(server.url(), WATCHING_RATE));
    long connections =
        attackers.stream()
            .flatMap(clients -> clients.played().values().stream())
            .mapToLong(Long::longValue)
            .sum();
    return row("%s: %,d connections".formatted(attack, connections), turns, idle);
  }

  private Latencies whileIdle(URI page) throws InterruptedException {
    try (SteadyScrapes scrapes = new SteadyScrapes(page, rate)) {
      Thread.sleep(Math.round(1000 * seconds / TURNS));
      scrapes.close();
      return scrapes.latencies();
    }
  }

  private static Turns.Scraping scrapes(URI page, double perSecond) {
    return () -> new SteadyScrapes(page, perSecond);
  }

  private static byte[] get(URI page) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(page).header("Accept", SteadyScrapes.ACCEPT).build(),
            BodyHandlers.ofByteArray())
        .body();
  }

  private static List<String> row(String load, Turns turns, Latencies idle) {
    return row(load, turns.slowdown(), Page.percent(turns.serverShare()), turns.latencies(), idle);
  }

  private static List<String> row(
      String load, String slowdown, String serverShare, Latencies latencies, Latencies idle) {
    return List.of(
        load,
        slowdown,
        serverShare,
        String.valueOf(latencies.seconds().size()),
        String.valueOf(latencies.failed()),
        milliseconds(latencies.quantile(0.5)),
        milliseconds(latencies.quantile(0.99)),
        String.format(Locale.ROOT, "%.2f", latencies.quantile(0.99) / idle.quantile(0.99)));
  }

  private static String milliseconds(double time) {
    return String.format(Locale.ROOT, "%.2f", 1e3 * time);
  }

  private void write(Workbench bench, int bytes, List<List<String>> rows) throws IOException {
    new Page(
            "Scrapes and attacks beside training",
            "endpoint" + (seconds == 60 && rate == 50 ? "" : " with other settings"),
            """
            %s with dropout under Sgd, watched with the default settings and served by a
            `MetricsServer`, %,d bytes a scrape. Training runs alone and beside the load in %d turns of %s
            s each; `slowdown` is its rate alone over that beside the load right after: the median of the
            turns, the smallest and the largest. Clients run in the same process, on the same
            processors: the constant page tells what they alone cost, and `server's CPU` what the server's
            own threads took, of one core. Attacks: %d clients of each kind
            (%s), in %d turns of %s s. Times of scrapes run from when
            each was due (%s a second; %s during attacks) and include the client's part; `p99 ratio` is
            to the p99 without training. Failed is every answer but 200 within 10 s. %s."""
                .formatted(
                    bench.name(),
                    bytes,
                    TURNS,
                    number(seconds / TURNS),
                    ATTACKERS_OF_EACH_KIND,
                    Attack.description(),
                    ATTACK_TURNS,
                    number(seconds / 2 / ATTACK_TURNS),
                    number(rate),
                    number(WATCHING_RATE),
                    Page.machine()),
            List.of(
                "load",
                "slowdown",
                "server's CPU",
                "scrapes answered",
                "failed",
                "p50 ms",
                "p99 ms",
                "p99 ratio"),
            rows)
        .write(out);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value).replaceAll("\\.0+$", "");
  }
}
