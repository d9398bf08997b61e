// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;

/** What can be wrong around the agent. */
final class AgentProblems {

  private AgentProblems() {}

  static Diagnostic noMetrics(String address, String reason) {
    return new Diagnostic(
        "L042",
        "--metrics " + address,
        Text.format("it cannot be listened on (%s)", reason),
        "the agent did not start; the guard does not need it",
        "Pass the path of a socket in a directory that exists, or a free port.");
  }

  static Diagnostic noManager(String reason) {
    return new Diagnostic(
        "L043",
        "NOTIFY_SOCKET",
        Text.format("the service manager does not hear (%s)", reason),
        "the agent stopped; the guard does not need it",
        "Start it by its unit, or without that variable.");
  }
}
