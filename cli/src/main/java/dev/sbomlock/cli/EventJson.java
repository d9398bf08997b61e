// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.loader.Events;
import dev.sbomlock.loader.layout.EventRecord;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.EscapedName;
import java.io.IOException;

/** A denial as the fields of a JSON object. */
final class EventJson {

  private EventJson() {}

  /** Writes the fields. */
  static void write(Events.Event event, JsonGenerator json) throws IOException {
    EventRecord record = event.record();
    json.writeNumberField("time", record.time());
    json.writeStringField("hook", record.hook().key());
    json.writeStringField("action", record.action().key());
    json.writeStringField("verdict", record.verdict().key());
    writeFile(event, json);
    writeOwners(event, json);
    json.writeNumberField("pid", record.pid());
    json.writeNumberField("tid", record.tid());
    json.writeNumberField("uid", Integer.toUnsignedLong(record.uid()));
    json.writeStringField("comm", EscapedName.encode(record.comm()));
    json.writeNumberField("parent", record.parent());
    json.writeStringField("parent_comm", EscapedName.encode(record.parentComm()));
    json.writeNumberField("cgroup", record.cgroup());
  }

  private static void writeFile(Events.Event event, JsonGenerator json) throws IOException {
    EventRecord record = event.record();
    json.writeStringField("path", EscapedName.encode(record.path()));
    if (record.pathCut()) {
      json.writeBooleanField("path_cut", true);
    }
    json.writeStringField("device", InodeKey.deviceName(record.inode().device()));
    // As text: JSON readers lose precision above 2^53.
    json.writeStringField("inode", Long.toUnsignedString(record.inode().inode()));
    json.writeNumberField("generation", Integer.toUnsignedLong(record.inode().generation()));
    if (!record.digest().hex().isEmpty()) {
      json.writeStringField("digest", record.digest().toString());
    }
  }

  private static void writeOwners(Events.Event event, JsonGenerator json) throws IOException {
    if (event.file().isPresent()) {
      json.writeStringField("file", event.file().get());
    }
    json.writeArrayFieldStart("components");
    for (Component component : event.components()) {
      json.writeString(component.label());
    }
    json.writeEndArray();
  }
}
