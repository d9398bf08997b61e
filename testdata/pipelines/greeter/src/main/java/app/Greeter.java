// SPDX-License-Identifier: Apache-2.0
package app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A program with one dependency, to be built by the recipes of docs/PIPELINES.md. */
@Command(name = "greeter")
public final class Greeter implements Runnable {

  @Override
  public void run() {
    System.out.println("hello");
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Greeter()).execute(arguments));
  }
}
