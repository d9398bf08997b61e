// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * One line on the terminal of standard error that says how far the work is: from its second second
 * on, drawn over itself, and gone at the end.
 */
final class TerminalProgress implements Progress, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final double MEGABYTE = 1e6;
  private static final Duration BETWEEN = Duration.ofMillis(200);
  private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console)");

  /** To the line's start, and what stands on it is erased (ECMA-48, EL). */
  private static final String ERASE = "\r\033[K";

  private final PrintWriter err;
  private final Thread drawer = new Thread(this::draw, "progress");
  private final AtomicLong done = new AtomicLong();
  private volatile Stage stage = new Stage("", 0, Unit.FILES, System.nanoTime());

  private TerminalProgress(PrintWriter err) {
    this.err = err;
    drawer.setDaemon(true);
  }

  /**
   * Shows how far work is until it is closed, when standard error is a terminal.
   *
   * @param quiet whether nothing is to be shown in any case
   */
  static TerminalProgress start(boolean quiet, PrintWriter err) {
    TerminalProgress progress = new TerminalProgress(err);
    if (!quiet && isTerminal()) {
      progress.drawer.start();
    }
    return progress;
  }

  /** What is to be done, and since when. */
  record Stage(String name, long total, Unit unit, long start) {}

  private static boolean isTerminal() {
    try {
      // Without a native call, whose library takes longer to load than many a command runs.
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
      return TERMINAL.matcher(target.toString()).matches() && !"dumb".equals(System.getenv("TERM"));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void begin(String name, long total, Unit unit) {
    done.set(0);
    stage = new Stage(name, total, unit, System.nanoTime());
  }

  @Override
  public void advance(long more) {
    done.addAndGet(more);
  }

  private void draw() {
    try {
      Thread.sleep(PATIENCE.toMillis());
      while (true) {
        Stage now = stage;
        err.print(ERASE + line(now, done.get(), System.nanoTime() - now.start));
        err.flush();
        Thread.sleep(BETWEEN.toMillis());
      }
    } catch (InterruptedException e) {
      // The work is done.
    }
  }

  /** The line, for a stage that has taken so many nanoseconds. */
  static String line(Stage stage, long done, long nanoseconds) {
    double seconds = nanoseconds / 1e9;
    if (stage.total == 0 || done == 0 || seconds == 0) {
      return Text.format("%s, %.0f s", stage.name, seconds);
    }
    double rate = done / seconds;
    double left = (stage.total - done) / rate;
    return switch (stage.unit) {
      case FILES ->
          Text.format(
              "%s: %d of %d files, %.0f a second, %.0f s left",
              stage.name, done, stage.total, rate, left);
      case BYTES ->
          Text.format(
              "%s: %.0f of %.0f MB, %.0f MB a second, %.0f s left",
              stage.name, done / MEGABYTE, stage.total / MEGABYTE, rate / MEGABYTE, left);
    };
  }

  @Override
  public void close() {
    if (!drawer.isAlive()) {
      return;
    }
    drawer.interrupt();
    try {
      drawer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    err.print(ERASE);
    err.flush();
  }
}
