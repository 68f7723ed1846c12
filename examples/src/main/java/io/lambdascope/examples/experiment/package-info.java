/**
 * The paper's experiments: settings in, cells out, and from the cells alone the summary, the figure
 * and the report.
 *
 * <p>The way of the data: {@code Experiment.tasks} are run by {@code TaskRunner}, each gives {@code
 * Cell}s, which {@code TaskLog} keeps; {@code Experiment.findings} and {@code figure} read cells
 * and nothing else; {@code ResultFiles} writes them all.
 */
@NullMarked
package io.lambdascope.examples.experiment;

import org.jspecify.annotations.NullMarked;
