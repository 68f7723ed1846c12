package io.lambdascope.prometheus.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's Chromium without a window, driven by Debian's chromedriver; both are named to Selenium,
 * which would download others otherwise. One thread.
 */
public final class Browser implements AutoCloseable {

  /** To be named where one is missing. */
  public static final String REMEDY = "Debian: apt-get install chromium chromium-driver";

  private static final String CHROMIUM = "chromium";
  private static final String DRIVER = "chromedriver";

  private final ChromeDriver driver;
  private final ObjectMapper json = new ObjectMapper();

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Skips the test where there is none; fails it in CI. */
  public static void require() {
    Program.require(CHROMIUM, REMEDY);
    Program.require(DRIVER, REMEDY);
  }

  /** Starts one, 1280 by 900 pixels, light. */
  public static Browser start() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(onPath(CHROMIUM));
    // Tests run as root in CI, where Chromium's sandbox cannot; the pages are our own.
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(onPath(DRIVER))
            .usingAnyFreePort()
            .build();
    Browser browser = new Browser(new ChromeDriver(service, options));
    browser.driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
    browser.size(1280, 900);
    browser.scheme("light");
    return browser;
  }

  private static File onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> new File(folder, program))
        .filter(File::canExecute)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(program + " is not on the path"));
  }

  /** Opens a page, from the beginning also where only the part after # differs. */
  public void open(URI page) {
    driver.get("about:blank");
    driver.get(page.toString());
  }

  /** The size of the page's window, as small as a phone's. */
  public void size(int width, int height) {
    zoom(width, height, 1);
  }

  /** The same of a window that its reader has magnified, 2 for 200%. */
  public void zoom(int width, int height, int zoom) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            width / zoom,
            "height",
            height / zoom,
            "deviceScaleFactor",
            zoom,
            "mobile",
            false));
  }

  /** Takes certificates that nobody vouches for, as those of tests are; from now on. */
  public void trustAnyCertificate() {
    driver.executeCdpCommand("Security.setIgnoreCertificateErrors", Map.of("ignore", true));
  }

  /** Has downloads end in a directory, without a question. */
  public void downloadsTo(Path directory) {
    driver.executeCdpCommand(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", directory.toAbsolutePath().toString()));
  }

  /** What the reader prefers, {@code light} or {@code dark}. */
  public void scheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The text of the first element, as a reader sees it. */
  public String text(String selector) {
    return element(selector).getText();
  }

  /** The first element. */
  public WebElement element(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Moves the mouse to the middle of the first element. */
  public void hover(String selector) {
    new Actions(driver).moveToElement(element(selector)).perform();
  }

  /** All elements. */
  public List<WebElement> elements(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** What a script in the page returns, as JSON. */
  public JsonNode evaluate(String script, Object... arguments) {
    return json.valueToTree(driver.executeScript(script, arguments));
  }

  /** What a script passes to its last argument, a function, as JSON. */
  public JsonNode evaluateLater(String script, Object... arguments) {
    return json.valueToTree(driver.executeAsyncScript(script, arguments));
  }

  /** What the page has complained of in the console since the last call, by the browser too. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** The URLs that pages have asked for since the last call. */
  public List<URI> requests() {
    List<URI> requests = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE).getAll()) {
      JsonNode message = read(entry.getMessage()).path("message");
      if (message.path("method").asText().equals("Network.requestWillBeSent")) {
        requests.add(URI.create(message.at("/params/request/url").asText()));
      }
    }
    return requests;
  }

  /** What axe-core finds wrong with the page as it is, of serious and critical impact. */
  public List<String> barriers() {
    driver.executeScript(axe());
    JsonNode found =
        evaluateLater(
            "const done = arguments[0]; axe.run().then(r => done(r.violations), e => done([{id:"
                + " String(e), impact: 'critical', nodes: []}]));");
    List<String> barriers = new ArrayList<>();
    for (JsonNode violation : found) {
      String impact = violation.path("impact").asText();
      if (impact.equals("serious") || impact.equals("critical")) {
        barriers.add(
            "%s %s: %s"
                .formatted(
                    impact,
                    violation.path("id").asText(),
                    violation.path("nodes").findValuesAsText("html")));
      }
    }
    return barriers;
  }

  /** Writes a picture of the whole page, however long, as PNG. */
  public void photograph(Path file) throws IOException {
    photograph(file, true);
  }

  /** Writes a picture of the part of the page that is in the window, as PNG. */
  public void photographWindow(Path file) throws IOException {
    photograph(file, false);
  }

  private void photograph(Path file, boolean whole) throws IOException {
    Map<String, Object> picture =
        driver.executeCdpCommand(
            "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", whole));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, Base64.getDecoder().decode(String.valueOf(picture.get("data"))));
  }

  private static String axe() {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new IllegalStateException("axe.min.js is missing on the class path of the tests");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode read(String text) {
    try {
      return json.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
