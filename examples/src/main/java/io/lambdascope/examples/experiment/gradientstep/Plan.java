package io.lambdascope.examples.experiment.gradientstep;

import io.lambdascope.examples.digits.MnistDigits;
import io.lambdascope.examples.experiment.Settings;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The numbers of one run of the experiment.
 *
 * @param widths hidden units of each layer
 * @param stepSizes η, of training and of the probe steps alike
 * @param epochs of training at most
 * @param training digits, the first of the file
 * @param validation digits, those behind
 * @param test digits, those behind these
 * @param probe how many of the training digits the probe steps are of
 */
record Plan(
    List<Integer> widths,
    List<Double> stepSizes,
    int epochs,
    int training,
    int validation,
    int test,
    int probe) {

  static final List<Integer> WIDTHS = List.of(50, 100, 200, 400, 800, 1600);
  static final List<Double> STEP_SIZES = List.of(5e-4, 1e-3, 5e-3, 1e-2, 5e-2, 1e-1, 5e-1);
  static final int EPOCHS = 50;

  /** The paper's numbers of digits. */
  private static final int TRAINING = 10_000;

  private static final int VALIDATION = 1_000;
  private static final int TEST = 5_000;
  private static final int PROBE = 2048;

  /** Of the digits there are, where these are fewer: 16, 1 and 3 of 20 parts. */
  private static final int PARTS = 20;

  private static final int TRAINING_PARTS = 16;
  private static final int VALIDATION_PARTS = 1;

  private static final List<Integer> QUICK_WIDTHS = List.of(50, 100);
  private static final List<Double> QUICK_STEP_SIZES = List.of(1e-3, 1e-2, 1e-1);
  private static final int QUICK_EPOCHS = 10;
  private static final int QUICK_DIGITS = 2500;
  private static final int QUICK_PROBE = 256;

  static Plan of(Settings settings) {
    settings.mnist().requireAtLeast(PARTS);
    int there = settings.mnist().size();
    int epochs = settings.epochs(EPOCHS, QUICK_EPOCHS);
    if (settings.quick()) {
      return shared(
          QUICK_WIDTHS, QUICK_STEP_SIZES, epochs, Math.min(there, QUICK_DIGITS), QUICK_PROBE);
    }
    if (there >= TRAINING + VALIDATION + TEST) {
      return new Plan(WIDTHS, STEP_SIZES, epochs, TRAINING, VALIDATION, TEST, PROBE);
    }
    return shared(WIDTHS, STEP_SIZES, epochs, there, PROBE);
  }

  private static Plan shared(
      List<Integer> widths, List<Double> stepSizes, int epochs, int digits, int probe) {
    int training = digits * TRAINING_PARTS / PARTS;
    int validation = digits * VALIDATION_PARTS / PARTS;
    return new Plan(
        widths,
        stepSizes,
        epochs,
        training,
        validation,
        digits - training - validation,
        Math.min(probe, training));
  }

  /** Whether training, validation and test have the paper's numbers of digits. */
  boolean hasPapersDigits() {
    return training == TRAINING && validation == VALIDATION && test == TEST;
  }

  DataSet trainingDigits(MnistDigits digits) {
    return digits.normalized(0, training, DataType.FLOAT);
  }

  DataSet validationDigits(MnistDigits digits) {
    return digits.normalized(training, training + validation, DataType.FLOAT);
  }

  DataSet testDigits(MnistDigits digits) {
    int from = training + validation;
    return digits.normalized(from, from + test, DataType.FLOAT);
  }

  DataSet probeDigits(MnistDigits digits) {
    return digits.normalized(0, probe, DataType.FLOAT);
  }
}
