package io.lambdascope.dl4j.capture;

/**
 * When a step of a window was made.
 *
 * @param iteration DL4J's number
 * @param epoch DL4J's number
 */
public record WindowStep(int iteration, int epoch) {}
