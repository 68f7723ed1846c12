package io.lambdascope.examples.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Selections of cells, for summaries and figures. Immutable. */
public final class Cells {

  private final List<Cell> all;

  private Cells(List<Cell> all) {
    this.all = List.copyOf(all);
  }

  /** These. */
  public static Cells of(List<Cell> cells) {
    return new Cells(cells);
  }

  /** Those of a quantity. */
  public Cells quantity(String name) {
    return where(cell -> cell.quantity().equals(name));
  }

  /** Those where a setting is this text. */
  public Cells at(String name, String value) {
    return where(cell -> value.equals(cell.at().get(name)));
  }

  /** Those where a setting is this number. */
  public Cells at(String name, double value) {
    return where(
        cell -> cell.at().get(name) instanceof Number number && number.doubleValue() == value);
  }

  /** Those that count. */
  public Cells valid() {
    return where(Cell::isValid);
  }

  /** Those of which this holds. */
  public Cells where(Predicate<Cell> condition) {
    return new Cells(all.stream().filter(condition).toList());
  }

  /** Parted by a setting, in the order in which its values first come. */
  public Map<Object, Cells> by(String name) {
    Map<Object, List<Cell>> parts =
        all.stream()
            .filter(cell -> cell.at().containsKey(name))
            .collect(
                Collectors.groupingBy(
                    cell -> cell.at().get(name), LinkedHashMap::new, Collectors.toList()));
    Map<Object, Cells> cells = new LinkedHashMap<>();
    parts.forEach((value, some) -> cells.put(value, new Cells(some)));
    return cells;
  }

  /** One number of each. */
  public double[] values(ToDoubleFunction<Cell> number) {
    return all.stream().mapToDouble(number).toArray();
  }

  /** The estimates. */
  public double[] estimates() {
    return values(Cell::estimate);
  }

  /** Whether each counts. */
  public boolean[] counts() {
    boolean[] counts = new boolean[all.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = all.get(i).isValid();
    }
    return counts;
  }

  /** Mean and spread of the estimates. */
  public Sample sample() {
    return Sample.of(estimates());
  }

  /** Something of each. */
  public <T> List<T> map(Function<Cell, T> function) {
    return all.stream().map(function).toList();
  }

  /** All, in their order. */
  public List<Cell> list() {
    return all;
  }

  /** All, in their order. */
  public Stream<Cell> stream() {
    return all.stream();
  }

  /**
   * The first.
   *
   * @throws java.util.NoSuchElementException when there is none
   */
  public Cell first() {
    return all.stream().findFirst().orElseThrow();
  }

  /** How many. */
  public int size() {
    return all.size();
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return all.isEmpty();
  }
}
