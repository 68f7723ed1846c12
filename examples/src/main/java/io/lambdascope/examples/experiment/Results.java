package io.lambdascope.examples.experiment;

import java.util.List;

/**
 * All that a run of an experiment found, and how: what is written to files.
 *
 * @param experiment by name
 * @param title in a few words
 * @param reproduces what of the paper
 * @param protocol a sentence each
 * @param changes from the paper's protocol
 * @param provenance of the numbers
 * @param cells in the order of the tasks
 * @param findings of the cells
 */
public record Results(
    String experiment,
    String title,
    String reproduces,
    List<String> protocol,
    List<String> changes,
    RunProvenance provenance,
    List<Cell> cells,
    Findings findings) {

  /** Copies. */
  public Results {
    protocol = List.copyOf(protocol);
    changes = List.copyOf(changes);
    cells = List.copyOf(cells);
  }
}
