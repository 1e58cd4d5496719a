// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.postroad.testing.DebianPackage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's Chromium, driven by its own chromedriver; it is installed where that can be done.
 *
 * <p>Every document it loads keeps account of what its security policy was broken by.
 */
final class Browser implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final DebianPackage CHROMEDRIVER =
      DebianPackage.of("chromedriver", "chromium-driver");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--lang=en-GB");
  private static final String WATCH_POLICY =
      "window.violations = [];"
          + "document.addEventListener('securitypolicyviolation', e => window.violations.push("
          + "`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));";

  /** Numbers that came from the server, and not the page that has yet to ask for them. */
  private static final String WATCH_DATA =
      "new MutationObserver((changes, watching) => {"
          + "  if (document.querySelector('.totals .total, main tbody tr') !== null) {"
          + "    watching.disconnect();"
          // What runs after a frame's own scripts runs when that frame has been painted.
          + "    requestAnimationFrame(() => setTimeout(() => window.dataAt = performance.now()));"
          + "  }"
          + "}).observe(document, {childList: true, subtree: true});";

  private static final String WATCH_TASKS =
      "window.longTasks = [];"
          + "window.taskWatch ??= new PerformanceObserver(list =>"
          + "    list.getEntries().forEach(task => window.longTasks.push(task.duration)));"
          + "window.taskWatch.observe({type: 'longtask'});";

  private static final String ASK_AXE =
      "const done = arguments[0];"
          + "axe.run(document, {resultTypes: ['violations']}).then(found => done(found.violations"
          + ".flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`"
          + "))), error => done([String(error)]));";

  private final ChromeDriver driver;
  private final Path screenshots;

  private Browser(ChromeDriver driver, Path screenshots) {
    this.driver = driver;
    this.screenshots = screenshots;
  }

  /** Starts one, or ends the test as skipped, with the reason. */
  static Browser start() throws IOException, InterruptedException {
    assumeFalse(
        "off".equals(System.getenv("POSTROAD_BROWSER")), "POSTROAD_BROWSER=off: no browser");
    Path screenshots = Files.createDirectories(Path.of(Build.property("postroad.screenshots")));
    Optional<String> missing = CHROMEDRIVER.missing(screenshots);
    assumeFalse(missing.isPresent(), () -> missing.orElseThrow());
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(FLAGS);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .withLogFile(new File(screenshots.toFile(), "chromedriver.log"))
            .build();
    Browser browser = new Browser(new ChromeDriver(service, options), screenshots);
    browser.driver.executeCdpCommand(
        "Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH_POLICY + WATCH_DATA));
    browser.width(1_400);
    return browser;
  }

  /** Loads a document anew, whatever is shown now. */
  void open(URI address) {
    driver.get("about:blank");
    driver.get(address.toString());
  }

  /** Makes the window this wide. */
  void width(int pixels) {
    driver.manage().window().setSize(new Dimension(pixels, 1_000));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 1_000, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Has the system prefer dark or light. */
  void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Waits for the element and returns it. */
  WebElement find(String selector) {
    return await("an element " + selector)
        .atMost(LIMIT)
        .until(
            () -> driver.findElements(By.cssSelector(selector)).stream().findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Returns how many such elements there are now. */
  int count(String selector) {
    return driver.findElements(By.cssSelector(selector)).size();
  }

  /** Waits until such an element shows the text. */
  void awaitText(String selector, String text) {
    await(selector + " shows " + text)
        .atMost(LIMIT)
        .ignoreException(StaleElementReferenceException.class)
        .untilAsserted(() -> assertThat(text(selector)).contains(text));
  }

  /** Returns what all such elements show; empty if there is none. */
  String text(String selector) {
    return String.valueOf(
        run(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText).join('\\n')",
            selector));
  }

  /** Waits until there is no such element. */
  void awaitGone(String selector) {
    await("no element " + selector).atMost(LIMIT).until(() -> count(selector) == 0);
  }

  /** Clicks an element, once it is there. */
  void click(String selector) {
    await("a click on " + selector)
        .atMost(LIMIT)
        .ignoreException(StaleElementReferenceException.class)
        .until(
            () -> {
              find(selector).click();
              return true;
            });
  }

  /** Clicks the first such element that shows the text. */
  void clickText(String selector, String text) {
    await("a " + selector + " that says " + text)
        .atMost(LIMIT)
        .ignoreException(StaleElementReferenceException.class)
        .until(
            () -> {
              Optional<WebElement> found =
                  driver.findElements(By.cssSelector(selector)).stream()
                      .filter(element -> element.getText().equals(text))
                      .findFirst();
              found.ifPresent(WebElement::click);
              return found.isPresent();
            });
  }

  /** Types into a field, in place of what is there. */
  void type(String selector, String text) {
    WebElement field = find(selector);
    field.clear();
    field.sendKeys(text);
  }

  /** Presses keys, one after the other, wherever the focus is. */
  void press(CharSequence... keys) {
    for (CharSequence key : keys) {
      new Actions(driver).sendKeys(key).perform();
    }
  }

  /** Presses Tab and returns what has the focus then, as a selector would name it. */
  String tab() {
    press(Keys.TAB);
    return focused();
  }

  /** Returns what has the focus: its tag, its id and its text. */
  String focused() {
    return String.valueOf(
        run(
            "const e = document.activeElement;"
                + "return e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + ' '"
                + "+ (e.getAttribute('aria-label') ?? e.innerText ?? '')"));
  }

  /** Runs a script in the page; what it returns may be null. */
  Object run(String script, Object... arguments) {
    return Objects.requireNonNullElse(driver.executeScript(script, arguments), "null");
  }

  /**
   * Waits until the document shows numbers of the server's, and returns how many milliseconds that
   * was after it was asked for.
   */
  double millisToData() {
    return await("numbers of the server's")
        .atMost(LIMIT)
        .until(() -> ((Number) run("return window.dataAt ?? -1")).doubleValue(), at -> at > 0);
  }

  /**
   * What the one thread that runs a page's scripts and lays it out was kept busy with.
   *
   * @param busy milliseconds of that thread's own time: what other programs take of the machine is
   *     not in it
   * @param scripts of these, in scripts
   * @param layout of these, in finding out styles and in layout
   * @param longTasks milliseconds of each task that took 50 or more by the clock on the wall, other
   *     programs included
   */
  record Work(double busy, double scripts, double layout, List<Double> longTasks) {
    /** What is more than in another while, divided by how often it was done. */
    Work beyond(Work idle, int times) {
      return new Work(
          (busy - idle.busy) / times,
          (scripts - idle.scripts) / times,
          (layout - idle.layout) / times,
          longTasks);
    }
  }

  /** Returns what keeps the page busy meanwhile. */
  Work work(Runnable meanwhile) {
    driver.executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
    run(WATCH_TASKS);
    Map<String, Double> before = metrics();
    meanwhile.run();
    Map<String, Double> after = metrics();
    after.replaceAll((name, total) -> (total - before.getOrDefault(name, 0.0)) * 1_000);
    List<Double> longTasks =
        ((List<?>) run("return window.longTasks"))
            .stream().map(task -> ((Number) task).doubleValue()).toList();
    return new Work(
        after.getOrDefault("TaskDuration", 0.0),
        after.getOrDefault("ScriptDuration", 0.0),
        after.getOrDefault("LayoutDuration", 0.0) + after.getOrDefault("RecalcStyleDuration", 0.0),
        longTasks);
  }

  private Map<String, Double> metrics() {
    Map<String, Double> metrics = new HashMap<>();
    Object told = driver.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics");
    for (Object metric : (List<?>) Objects.requireNonNull(told)) {
      Map<?, ?> own = (Map<?, ?>) metric;
      Number value = (Number) Objects.requireNonNull(own.get("value"));
      metrics.put(String.valueOf(own.get("name")), value.doubleValue());
    }
    return metrics;
  }

  /** Returns what axe has against the page as it is now, a line for each element. */
  List<?> barriers() throws IOException {
    try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
      driver.executeScript(
          new String(Objects.requireNonNull(axe).readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<?>) Objects.requireNonNull(driver.executeAsyncScript(ASK_AXE));
  }

  /** Asserts that nothing broke the page's security policy, and that no script of others ran. */
  void assertUnharmed() {
    assertThat(run("return window.violations.join('\\n')")).isEqualTo("");
    assertThat(run("return String(window.pwned)")).isEqualTo("undefined");
  }

  /** Returns what the console said that is an error, but for answers that the page expects. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(entry -> entry.getMessage())
        .filter(message -> !message.contains("Failed to load resource"))
        .toList();
  }

  /** Keeps a picture of what is in the window. */
  void screenshot(String name) throws IOException {
    Files.write(screenshots.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
