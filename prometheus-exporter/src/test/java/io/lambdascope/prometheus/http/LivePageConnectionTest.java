package io.lambdascope.prometheus.http;

import static io.lambdascope.prometheus.http.PageReader.L2;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.prometheus.ScriptedRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The page keeps up with its server: runs that begin, end and go back, servers that go and come.
 */
class LivePageConnectionTest {

  @RegisterExtension final PageReader page = new PageReader();

  private final ScriptedRun run = new ScriptedRun();

  @Test
  void beforeTheFirstSample_saysWhatIsWaitedFor() {
    page.open(run);
    page.awaitStatus("Waiting for training");
    assertThat(page.browser().text("#empty"))
        .contains("No iteration of training has been seen yet");
    assertThat(page.browser().element("#courses").isDisplayed()).isFalse();
    assertThat(page.browser().text("[data-term='l2']")).contains("no sample yet");
    run.to(0);
    page.awaitStatus("Running");
    assertThat(page.browser().element("#empty").isDisplayed()).isFalse();
    assertThat(page.browser().element("#courses").isDisplayed()).isTrue();
  }

  @Test
  void endedAndDetached_areSaid() throws IOException {
    page.train(page.open(run), run, 3, 3, 1);
    page.awaitStatus("Running");
    run.status(Status.DETACHED);
    page.awaitStatus("Detached");
    assertThat(page.browser().text("#care")).contains("The monitor gave up");
    run.to(4).status(Status.CLOSED);
    page.awaitStatus("Ended");
    page.awaitIteration(4);
    assertThat(page.browser().element("#care").isDisplayed()).isFalse();
  }

  @Test
  void runSetBack_goesOnFromThere() throws IOException {
    MetricsServer server = page.open(run);
    page.train(server, run, 0, 100, 10);
    page.awaitIteration(100);

    run.to(50);
    page.awaitIteration(50);
    assertThat(iterations()).containsExactly(0L, 10L, 20L, 30L, 40L, 50L);
    assertThat(page.browser().text("#care"))
        .contains("Training was set back", "the last sample is of iteration 100");
    assertThat(page.browser().text(L2 + " .readout")).startsWith("at 50:");

    page.train(server, run, 70, 110, 20);
    page.awaitIteration(110);
    assertThat(iterations()).containsExactly(0L, 10L, 20L, 30L, 40L, 50L, 70L, 90L, 110L);
    assertThat(page.browser().element("#care").isDisplayed()).isFalse();
    assertThat(page.browser().complaints()).isEmpty();
  }

  private List<Long> iterations() {
    List<Long> iterations = new ArrayList<>();
    page.drawn(L2).path(0).forEach(iteration -> iterations.add(iteration.asLong()));
    return iterations;
  }

  @Test
  void serverRestart_isSaidAndRecoveredFrom() throws IOException {
    MetricsServer first = page.open(run);
    page.train(first, run, 0, 90, 10);
    page.awaitIteration(90);

    first.close();
    page.awaitStatus("Connection lost, trying again");
    // What was known stays readable meanwhile.
    assertThat(page.browser().text("[data-term='l2']")).contains("supported");

    run.to(7);
    page.serve(first.port(), run);
    page.awaitIteration(7);
    page.awaitStatus("Running");
    JsonNode iterations = page.drawn(L2).path(0);
    assertThat(iterations).hasSize(1);
    assertThat(iterations.path(0).asLong()).isEqualTo(7);
  }

  @Test
  void polling_isSlowerWhenHiddenEndedOrFailing() throws IOException {
    page.open(run);
    page.awaitStatus("Waiting");
    JsonNode delays =
        page.browser()
            .evaluateLater(
                """
                const done = arguments[0];
                import(new URL('page/poll.js', location.href).href).then(({delay}) => done([
                  delay({hidden: false, ended: false, failures: 0}),
                  delay({hidden: true, ended: false, failures: 0}),
                  delay({hidden: false, ended: true, failures: 0}),
                  delay({hidden: false, ended: false, failures: 1}),
                  delay({hidden: false, ended: false, failures: 3}),
                  delay({hidden: true, ended: false, failures: 50}),
                ]), e => done(String(e)));
                """);
    assertThat(delays.toString()).isEqualTo("[1000,5000,10000,1000,4000,30000]");
  }

  @Test
  void poll_waitsAsTheDelaySays() throws IOException {
    page.open(run);
    page.awaitStatus("Waiting");
    JsonNode waits =
        page.browser()
            .evaluateLater(
                """
                const done = arguments[0];
                const waits = [];
                const clock = window.setTimeout;
                let over = false;
                const watch = async (hidden, ask) => {
                  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
                  await new Promise(next => {
                    window.setTimeout = (turn, wait) => { waits.push(wait); next(); };
                    poll(ask, () => { if (over) { next(); } return !over; });
                  });
                };
                let poll;
                import(new URL('page/poll.js', location.href).href)
                  .then(async module => {
                    poll = module.poll;
                    await watch(false, async () => ({ended: false}));
                    await watch(true, async () => ({ended: false}));
                    await watch(false, async () => ({ended: true}));
                    await watch(false, () => Promise.reject(new Error('gone')));
                    over = true;
                    await watch(false, () => Promise.reject(new Error('never again')));
                  })
                  .catch(e => waits.push(String(e)))
                  .finally(() => { window.setTimeout = clock; delete document.hidden; done(waits); });
                """);
    assertThat(waits.toString()).isEqualTo("[1000,5000,10000,1000]");
  }
}
