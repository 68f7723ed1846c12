/**
 * What the monitor needs of a Deeplearning4j network, whether MultiLayerNetwork or
 * ComputationGraph: a model in; views of its vectors, its parameter layout and edited
 * configurations out. The only package that knows the two apart. Imports no other package of
 * Lambdascope.
 */
@NullMarked
package io.lambdascope.dl4j.network;

import org.jspecify.annotations.NullMarked;
