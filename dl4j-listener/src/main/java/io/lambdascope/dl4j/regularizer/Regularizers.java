package io.lambdascope.dl4j.regularizer;

import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The regularizers that come with Lambdascope, with the conventions of their coefficients;
 * docs/regularizers.md has them in one table. θ are the parameters that penalties act on: weights,
 * and biases too when the listener is told to; of one group where there are groups.
 */
public final class Regularizers {

  /** The smoothing parameter of the paper's App. H.2, in units of a parameter. */
  public static final double DEFAULT_BETA = 1e-3;

  /**
   * ε of {@link #gradientOneNorm}, within the root, in units of a squared gradient: entries below
   * 1e-4 count as small.
   */
  public static final double DEFAULT_EPSILON = 1e-8;

  /** ε of {@link #nuclearNorm} and {@link #schatten}, in units of a singular value. */
  public static final double DEFAULT_SMOOTHING = 1e-3;

  /** Parameters of a diagonal quadratic form at most: as many columns. */
  public static final int MOST_DIAGONAL = 64;

  /** Parameters of a full quadratic form at most: 55 columns. */
  public static final int MOST_FULL = 10;

  private Regularizers() {}

  /**
   * {@code l2}: λ‖θ‖², gradient 2λθ. DL4J's {@code l2(c)} and {@code weightDecay(c)} with Sgd add
   * cθ to the gradient and show as λ = c/2: the weight-decay equivalent is 2λ. Costs no gradient.
   * Not identified beside another that is proportional to it, such as {@link #schatten} of power 2.
   */
  public static Regularizer l2() {
    return new SquaredNorm("l2", null);
  }

  /** {@code l1}: the smoothed one-norm with β = {@value #DEFAULT_BETA}. */
  public static Regularizer l1() {
    return l1(DEFAULT_BETA);
  }

  /**
   * {@code l1}: λ Σ h(θ_i) with h(x) = x²/(2β) where |x| &lt; β and |x| − β/2 elsewhere (App. H.2
   * of arXiv 2605.05436), gradient λ·sign(θ_i) outside the smoothed zone and λθ_i/β inside. DL4J's
   * {@code l1(c)} adds c·sign(θ) and shows as λ = c where |θ| ≥ β. Costs no gradient. Where nearly
   * all |θ| &lt; β it cannot be told from {@link #l2} and is reported as not identified.
   *
   * @param beta β, positive and finite, in units of a parameter
   * @throws IllegalArgumentException when β is not
   */
  public static Regularizer l1(double beta) {
    return new SmoothedOneNorm(beta);
  }

  /**
   * The elastic net, λ₂‖θ‖² + λ₁Σh(θ_i): {@link #l2} and {@link #l1(double)} side by side. DL4J's
   * {@code l1(c₁).l2(c₂)} shows as λ₁ = c₁, λ₂ = c₂/2. H. Zou, T. Hastie, Regularization and
   * variable selection via the elastic net, JRSS B 67, 2005.
   */
  public static List<Regularizer> elasticNet(double beta) {
    return List.of(l2(), l1(beta));
  }

  /**
   * {@code square_i}: Σ_i λ_iθ_i² with a coefficient for each penalized parameter of a small
   * network, in the order of the flattened vector from 0; gradient 2λ_iθ_i, weight-decay equivalent
   * 2λ_i. The diagonal family of section 2 of arXiv 2605.05436. Costs no gradient. One sample
   * identifies all, and fits the deviation of weights exactly: the interval comes from several.
   *
   * @param parameters how many, at most {@value #MOST_DIAGONAL}
   * @throws IllegalArgumentException when they are more or none
   */
  public static List<Regularizer> diagonalQuadratic(int parameters) {
    return QuadraticTerm.diagonal(parameters);
  }

  /**
   * {@code square_i} and {@code product_i_j}: Σ_{i≤j} λ_ijθ_iθ_j, all p(p+1)/2 terms for the p
   * penalized parameters of a small network. It is θᵀΛθ with Λ_ii = λ_ii and Λ_ij = Λ_ji = λ_ij/2.
   * The full symmetric family of section 2 of arXiv 2605.05436. Costs no gradient. One sample has p
   * equations, so Λ is identified by (p+1)/2 samples or more of parameters that move in all
   * directions, with an estimator that remembers them.
   *
   * @param parameters p, at most {@value #MOST_FULL}
   * @throws IllegalArgumentException when they are more or none
   */
  public static List<Regularizer> fullQuadratic(int parameters) {
    return QuadraticTerm.full(parameters);
  }

  /**
   * {@code distance}: λ‖θ − θ₀‖², gradient 2λ(θ − θ₀): what weight averaging amounts to, θ₀ its
   * start, and early stopping of least squares. DL4J has no such penalty; where θ₀ = 0 it is {@link
   * #l2}. Costs no gradient. Not identified while θ = θ₀.
   *
   * @param origin θ₀, all parameters as {@code params()} gives them; copied now, so {@code
   *     network.params()} measures from where the network is when this is called
   */
  public static Regularizer distance(INDArray origin) {
    INDArray copy = origin.castTo(DataType.DOUBLE).dup('c');
    return new SquaredNorm("distance", copy.reshape(copy.length()));
  }

  /**
   * {@code gradient_norm}: λ‖∇L‖²/p over the p trained parameters, gradient (2λ/p)Hg, with H the
   * Hessian of the objective by central differences. For gradient descent with step size η theory
   * gives λ = ηp/4 (Barrett and Dherin, ICLR 2021; App. H.5 of arXiv 2605.05436). For a group, λΣ
   * g_i²/p over its own gradients, p as before, so that the groups add up. Costs three gradients a
   * sample, two where the reference has computed the first; two more for each group.
   */
  public static Regularizer gradientNorm() {
    return new GradientNorm();
  }

  /** {@code gradient_one_norm} with ε = {@value #DEFAULT_EPSILON}. */
  public static Regularizer gradientOneNorm() {
    return gradientOneNorm(DEFAULT_EPSILON);
  }

  /**
   * {@code gradient_one_norm}: λ Σ √(g_i² + ε), the perturbed one-norm ‖∇L‖_{1,ε}, over the trained
   * parameters; gradient λH(g/√(g² + ε)). Full-batch Adam and RMSProp penalize it with λ =
   * (η/2)[(1+β₁)/(1−β₁) − (1+β₂)/(1−β₂)] inside their preconditioner where gradients are large
   * against √ε: below zero as usually set, that is, they impede its reduction (M. Cattaneo, J.
   * Klusowski, B. Shigida, On the implicit bias of Adam, ICML 2024; {@code
   * AdaptiveGradientRegularization} in monitor-core). ε stands within the root as there; DL4J's
   * Adam adds its epsilon outside, so that its square is comparable. Costs two gradients, and the
   * first where the reference has not computed it; two for each group.
   *
   * @param epsilon ε, positive and finite
   * @throws IllegalArgumentException when it is not
   */
  public static Regularizer gradientOneNorm(double epsilon) {
    return new GradientOneNorm(epsilon);
  }

  /**
   * {@code gradient_noise}: λ(1/m)Σ_k‖∇L_k − ∇L‖² over the m mini-batches that the objective's data
   * make in its order, ∇L their mean gradient; gradient (2λ/m)ΣH_k(∇L_k − ∇L). In the mean over
   * epochs of shuffled SGD theory gives λ = η/4 (S. Smith, B. Dherin, D. Barrett, S. De, On the
   * origin of implicit regularization in SGD, ICLR 2021). Examples after the last full mini-batch
   * are left out. Costs three gradients of the data, one more where it does not divide or the
   * reference has not computed it; three for each group. Zero, so not identified, unless the data
   * are two mini-batches at least: give the reference a probe.
   *
   * @param batchSize that of training
   * @throws IllegalArgumentException when below 1
   */
  public static Regularizer gradientNoise(int batchSize) {
    return new GradientNoise(batchSize);
  }

  /**
   * {@code activation_l2}: λΣ_l tr(W_l diag(E[h_l²])W_lᵀ), each weight's square times the mean
   * square of its input on the objective's data, which is held fixed; gradient 2λE[h²]w. Dropout of
   * the inputs of a linear model with loss (1/n)Σ(y − xw)² is exactly this with λ = δ/(1−δ) at rate
   * δ (S. Wager, S. Wang, P. Liang, Dropout training as adaptive regularization, NeurIPS 2013); of
   * deeper ones, a part of it (C. Wei, S. Kakade, T. Ma, The implicit and explicit regularization
   * effects of dropout, ICML 2020). Acts on input weights {@code W}, not on recurrent ones;
   * restrict it to the layers with dropout by a group. Costs a forward pass. Proportional to {@link
   * #l2}, so not identified beside it, where all inputs have the same mean square.
   */
  public static Regularizer activationL2() {
    return new ActivationWeightedNorm();
  }

  /**
   * {@code orthogonality}: λΣ_l‖W_lᵀW_l − I‖² over the weight matrices with units in columns,
   * gradient 4λW(WᵀW − I). Costs no gradient; products of matrices. N. Bansal, X. Chen, Z. Wang,
   * Can we gain more from orthogonality regularizations in training deep CNNs?, NeurIPS 2018.
   */
  public static Regularizer orthogonality() {
    return new Orthogonality();
  }

  /** {@code nuclear_norm} with ε = {@value #DEFAULT_SMOOTHING}. */
  public static Regularizer nuclearNorm() {
    return nuclearNorm(DEFAULT_SMOOTHING);
  }

  /**
   * {@code nuclear_norm}: λΣ_lΣ_k√(σ_k² + ε²) over the singular values of the weight matrices,
   * gradient λU diag(σ/√(σ² + ε²))Vᵀ. Costs no gradient; a singular value decomposition. M. Fazel,
   * H. Hindi, S. Boyd, A rank minimization heuristic, ACC 2001. Not identified beside {@link #l2}
   * where all σ are alike.
   *
   * @param smoothing ε, positive and finite
   */
  public static Regularizer nuclearNorm(double smoothing) {
    return Spectral.schatten("nuclear_norm", 1, smoothing);
  }

  /**
   * {@code schatten_p}, with the power in the name ({@code schatten_0_5} for ½): λΣ_lΣ_k(σ_k² +
   * ε²)^{p/2}, gradient λU diag(pσ(σ² + ε²)^{p/2−1})Vᵀ. Power 1 is {@link #nuclearNorm}, power 2
   * {@link #l2} of matrices. Costs a singular value decomposition. F. Nie, H. Huang, C. Ding,
   * Low-rank matrix recovery via efficient Schatten p-norm minimization, AAAI 2012.
   *
   * @param power p, positive and finite
   */
  public static Regularizer schatten(double power) {
    String suffix = Double.toString(power).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    return Spectral.schatten("schatten_" + suffix, power, DEFAULT_SMOOTHING);
  }

  /**
   * {@code stable_rank}: λΣ_l‖W_l‖²/σ_1², gradient λ(2W/σ_1² − 2‖W‖²/σ_1³·u_1v_1ᵀ). Unchanged when
   * a matrix is scaled, so orthogonal to {@link #l2}. Not differentiable where the largest two σ
   * are the same. Costs a singular value decomposition. M. Rudelson, R. Vershynin, Sampling from
   * large matrices, J. ACM 54, 2007.
   */
  public static Regularizer stableRank() {
    return new Spectral("stable_rank", Spectral::stableRank);
  }

  /**
   * {@code spectral_entropy}: −λΣ_lΣ_kπ_k log π_k with π_k = σ_k²/Σσ², the logarithm natural;
   * gradient −λU diag(2σ(log π + R)/Σσ²)Vᵀ. Unchanged when a matrix is scaled, so orthogonal to
   * {@link #l2}. Costs a singular value decomposition. O. Roy, M. Vetterli, The effective rank,
   * EUSIPCO 2007, there of σ in place of σ².
   */
  public static Regularizer spectralEntropy() {
    return new Spectral("spectral_entropy", Spectral::entropy);
  }

  /**
   * {@code weight_coherence}: λΣ_lΣ_{i≠j}cos²(w_i, w_j)/(n(n−1)), the mean squared cosine between
   * the weights of two units of a layer; 0 for orthogonal ones, 1 for parallel ones. Unchanged when
   * a unit's weights are scaled, so orthogonal to {@link #l2}. Costs products of matrices. The
   * frame potential of unit vectors: J. Benedetto, M. Fickus, Finite normalized tight frames, Adv.
   * Comput. Math. 18, 2003.
   */
  public static Regularizer weightCoherence() {
    return new WeightCoherence();
  }

  /**
   * {@code path_norm}: λ times the sum over all paths from an input to an output of the product of
   * its squared weights, for a stack of dense layers; biases start no path. Gradient by one pass
   * forward and one backward of the squared weights. Unchanged when a ReLU unit's incoming weights
   * are scaled and its outgoing ones by the inverse. B. Neyshabur, R. Salakhutdinov, N. Srebro,
   * Path-SGD, NeurIPS 2015, there its root. On a group of a single layer it is {@link #l2}.
   */
  public static Regularizer pathNorm() {
    return new PathNorm();
  }

  /**
   * One of your own, the sum over the penalized arrays of a function whose gradient is given. For
   * example {@code Regularizers.of("quartic", (segment, w) -> w.mul(w).mul(w).muli(4))} for Σθ⁴.
   *
   * @param name lower case letters, digits and underscores
   */
  public static Regularizer of(String name, ArrayGradient gradient) {
    return new ArrayPenalty(name, gradient);
  }

  /**
   * One of your own, a scalar of a SameDiff graph of all penalized arrays, its gradient taken by
   * SameDiff in float64. For example {@code Regularizers.sameDiff("quartic", (sd, p) ->
   * sd.math().square(sd.math().square(p.get("0_W"))).sum())}. For one listener.
   *
   * @param name lower case letters, digits and underscores
   */
  public static Regularizer sameDiff(String name, SameDiffFunction function) {
    return new SameDiffPenalty(name, function);
  }
}
