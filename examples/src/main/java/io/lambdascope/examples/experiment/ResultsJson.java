package io.lambdascope.examples.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code results.json}; its schema is in docs/experiments.md. */
final class ResultsJson {

  /** What the file says it is. */
  static final String FORMAT = "lambdascope-experiment";

  /** Of the schema; another one where a reader of this would misread. */
  static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private ResultsJson() {}

  static String of(Results results) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT).put("version", VERSION);
    root.put("experiment", results.experiment()).put("title", results.title());
    root.put("reproduces", results.reproduces());
    results.protocol().forEach(root.putArray("protocol")::add);
    results.changes().forEach(root.putArray("changes")::add);
    provenance(results.provenance(), root.putObject("provenance"));
    ObjectNode summary = root.putObject("summary");
    for (Finding finding : results.findings().summary()) {
      ObjectNode one = summary.putObject(finding.name());
      CellJson.put(one, "value", finding.value());
      if (finding.isAsked()) {
        CellJson.put(one, "at_least", finding.atLeast());
        CellJson.put(one, "at_most", finding.atMost());
        one.put("holds", Double.isNaN(finding.value()) ? null : (Boolean) finding.holds());
      }
      one.put("meaning", finding.meaning());
    }
    results.findings().verdict().forEach(root.putArray("verdict")::add);
    ArrayNode cells = root.putArray("cells");
    results.cells().forEach(cell -> CellJson.write(cell, cells.addObject()));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON could not be written", e);
    }
  }

  private static void provenance(RunProvenance provenance, ObjectNode into) {
    into.put("command", provenance.command());
    into.put("quick", provenance.quick()).put("seeds", provenance.seeds());
    into.put("data", provenance.data());
    CellJson.put(into, "task_seconds", provenance.taskSeconds());
    into.put("finished", provenance.finished());
    provenance.versions().forEach(into.putArray("versions")::add);
    into.put("machine", provenance.machine());
  }
}
