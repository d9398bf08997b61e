// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.layout.UpdateRecord;
import dev.sbomlock.loader.layout.UpdateRecord.Operation;
import dev.sbomlock.manifest.Text;

/** What an update says. */
final class UpdateReport {

  private UpdateReport() {}

  /** Writes one line, or one object. */
  static void write(Console console, OutputFormat format, String done, UpdateRecord update) {
    switch (format) {
      case text ->
          console.data(
              Text.format(
                  "%s update %s: %d digests may run, %d run no more, %d again%s",
                  done,
                  Long.toUnsignedString(update.sequence()),
                  count(update, Operation.ALLOW),
                  count(update, Operation.REVOKE),
                  count(update, Operation.RESTORE),
                  update.unlock() ? "; the guard may be unloaded" : ""));
      case json ->
          console.json(
              json -> {
                json.writeStringField("sequence", Long.toUnsignedString(update.sequence()));
                json.writeNumberField("allow", count(update, Operation.ALLOW));
                json.writeNumberField("revoke", count(update, Operation.REVOKE));
                json.writeNumberField("restore", count(update, Operation.RESTORE));
                json.writeBooleanField("unlock", update.unlock());
              });
    }
  }

  private static long count(UpdateRecord update, Operation operation) {
    return update.entries().stream().filter(entry -> entry.operation() == operation).count();
  }
}
