package io.lambdascope.dl4j.network;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.TimeSeriesUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What enters a layer in a forward pass, and its mean squares by feature or channel. */
final class LayerInputs {

  private LayerInputs() {}

  /** What the layer sees of the activations before it. */
  static INDArray preprocess(
      @Nullable InputPreProcessor preprocessor, INDArray activations, int batchSize) {
    return preprocessor == null
        ? activations
        // A copy: some work in place, and another layer may have the same input.
        : preprocessor.preProcess(activations.dup(), batchSize, LayerWorkspaceMgr.noWorkspaces());
  }

  /**
   * E[h²] over all but the features or channels, and over unmasked steps only.
   *
   * @param featureMask [examples, steps] of the network's input, for sequences whose layer keeps no
   *     mask: DL4J's recurrent layers pass it on without a copy
   */
  static INDArray meanSquares(Layer layer, INDArray input, @Nullable INDArray featureMask) {
    int channels = channelDimension(layer.conf().getLayer(), input.rank());
    INDArray squares = input.castTo(DataType.DOUBLE);
    squares = squares.mul(squares);
    // Examples and positions in rows, channels in columns.
    INDArray last =
        channels == input.rank() - 1 ? squares : squares.permute(channelsLast(input.rank()));
    INDArray rows = last.dup('c').reshape('c', -1, input.size(channels));
    INDArray mask = mask(layer, input, featureMask);
    if (mask == null || mask.length() != rows.size(0)) {
      return rows.mean(0);
    }
    INDArray weights = mask.castTo(DataType.DOUBLE).dup('c').reshape('c', 1, mask.length());
    double count = weights.sumNumber().doubleValue();
    return weights.mmul(rows).reshape(rows.size(1)).divi(Math.max(count, 1));
  }

  private static @Nullable INDArray mask(
      Layer layer, INDArray input, @Nullable INDArray featureMask) {
    INDArray own = layer.getMaskArray();
    if (input.rank() != 3) {
      return own;
    }
    if (own == null) {
      return featureMask;
    }
    // DL4J gives some layers the mask of a sequence as a column, examples first.
    return own.size(1) == 1
        ? TimeSeriesUtils.reshapeVectorToTimeSeriesMask(own, (int) input.size(0))
        : own;
  }

  private static int channelDimension(
      org.deeplearning4j.nn.conf.layers.Layer configuration, int rank) {
    boolean channelsLast = false;
    if (configuration instanceof BaseRecurrentLayer recurrent) {
      channelsLast = recurrent.getRnnDataFormat() == RNNFormat.NWC;
    } else if (configuration instanceof RnnOutputLayer output) {
      channelsLast = output.getRnnDataFormat() == RNNFormat.NWC;
    } else if (configuration instanceof Convolution1DLayer sequence) {
      channelsLast = sequence.getRnnDataFormat() == RNNFormat.NWC;
    } else if (configuration instanceof Convolution3D volume) {
      channelsLast = volume.getDataFormat() == Convolution3D.DataFormat.NDHWC;
    } else if (configuration instanceof ConvolutionLayer image) {
      channelsLast = image.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    }
    return channelsLast ? rank - 1 : 1;
  }

  /** 0, 2, 3, …, 1. */
  private static int[] channelsLast(int rank) {
    int[] order = new int[rank];
    for (int i = 1; i < rank - 1; i++) {
      order[i] = i + 1;
    }
    order[rank - 1] = 1;
    return order;
  }
}
