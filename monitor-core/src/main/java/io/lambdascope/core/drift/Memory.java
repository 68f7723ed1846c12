package io.lambdascope.core.drift;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A row of numbers that the parts of a detector are written to, and read from in the same order.
 * Integers below 2^53 are exact in it.
 */
final class Memory {

  private final List<Double> numbers;
  private final Iterator<Double> reader;

  /** Empty, to write to. */
  Memory() {
    this(new ArrayList<>());
  }

  /** To read from. */
  Memory(List<Double> numbers) {
    this.numbers = numbers;
    this.reader = numbers.iterator();
  }

  void write(double number) {
    numbers.add(number);
  }

  void write(long integer) {
    write((double) integer);
  }

  double read() {
    if (!reader.hasNext()) {
      throw broken("ends early");
    }
    double number = reader.next();
    if (!Double.isFinite(number)) {
      throw broken("has a number that is not finite");
    }
    return number;
  }

  /** An integer in [0, largest]. */
  long readLong(long largest) {
    double number = read();
    if (!(number >= 0 && number <= largest && number == Math.rint(number))) {
      throw broken("has %s where an integer from 0 to %d belongs".formatted(number, largest));
    }
    return (long) number;
  }

  /** Refuses what is left over. */
  void end() {
    if (reader.hasNext()) {
      throw broken("goes on after its end");
    }
  }

  List<Double> numbers() {
    return List.copyOf(numbers);
  }

  private IllegalArgumentException broken(String how) {
    return new IllegalArgumentException(
        "the state of a coefficient %s; restore what DriftDetector.state() gave, unchanged: %s"
            .formatted(how, numbers));
  }
}
