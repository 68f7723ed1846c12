package io.lambdascope.dl4j.network;

import java.util.Optional;

/**
 * What a network trains by from one moment on, as the training thread read it: later changes of the
 * network do not reach it, but for the updaters within the layout, which are live.
 *
 * @param changes how many changes there were before it, this one counted: tells two apart
 * @param configuration in DL4J's JSON form
 * @param layout read off the network's own updater, for where its state lies and which penalties
 *     there are; empty before the updater is made
 */
public record TrainingSetup(int changes, String configuration, Optional<ParameterLayout> layout) {}
