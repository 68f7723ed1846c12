/**
 * Small symmetric solves, internal to this module: a Gram matrix in, normalized solutions and their
 * conditioning out. The only package that imports EJML; imports no other package of Lambdascope.
 */
@NullMarked
package io.lambdascope.core.linalg;

import org.jspecify.annotations.NullMarked;
