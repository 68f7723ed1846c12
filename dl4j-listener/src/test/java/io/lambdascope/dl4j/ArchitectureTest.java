package io.lambdascope.dl4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The order of rooms: each imports only those before it. */
@AnalyzeClasses(packages = "io.lambdascope", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String HERE = "io.lambdascope.dl4j.";

  @ArchTest static final ArchRule network = imports("network");

  @ArchTest static final ArchRule capture = imports("capture", "network");

  /** Of monitor-core, values that are handed on as they are. */
  @ArchTest
  static final ArchRule reference =
      imports(
          "reference",
          List.of("io.lambdascope.core.match", "io.lambdascope.core.snapshot"),
          "network",
          "capture");

  /**
   * Of monitor-core, linear algebra alone: spectral regularizers decompose their matrices by it.
   */
  @ArchTest
  static final ArchRule regularizer =
      imports("regularizer", List.of("io.lambdascope.core.linalg"), "network", "reference");

  @ArchTest
  static final ArchRule preflight =
      classes()
          .that()
          .resideInAPackage(HERE + "preflight")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("io.lambdascope..")
                  .negate()
                  .or(
                      resideInAnyPackage(
                          "io.lambdascope.core.snapshot",
                          HERE + "preflight",
                          HERE + "network",
                          HERE + "reference",
                          HERE + "regularizer")));

  @ArchTest
  static final ArchRule samediff =
      imports("samediff", List.of("io.lambdascope.core.snapshot"), "network", "reference");

  @ArchTest static final ArchRule schedule = imports("schedule");

  @ArchTest
  static final ArchRule retrain =
      imports(
          "retrain",
          List.of("io.lambdascope.core.snapshot", "io.lambdascope.core.estimate"),
          "network",
          "reference",
          "regularizer");

  @ArchTest
  static final ArchRule networksAreToldApartInOnePlace =
      noClasses()
          .that()
          .resideInAnyPackage(
              HERE + "capture", HERE + "reference", HERE + "regularizer", HERE + "samediff")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(MultiLayerNetwork.class, ComputationGraph.class);

  @ArchTest
  static final ArchRule noMeters =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "io.prometheus..", "io.lambdascope.prometheus..");

  private static ArchRule imports(String room, String... rooms) {
    return imports(room, List.of(), rooms);
  }

  private static ArchRule imports(String room, List<String> ofCore, String... rooms) {
    List<String> names = new ArrayList<>(ofCore);
    names.add(HERE + room);
    Arrays.stream(rooms).map(HERE::concat).forEach(names::add);
    String[] allowed = names.toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(HERE + room)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("io.lambdascope..").negate().or(resideInAnyPackage(allowed)));
  }
}
