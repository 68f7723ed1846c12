package io.lambdascope.dl4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The order of rooms: each imports only those before it. */
@AnalyzeClasses(packages = "io.lambdascope", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String HERE = "io.lambdascope.dl4j.";

  @ArchTest static final ArchRule network = imports("network");

  @ArchTest static final ArchRule capture = imports("capture", "network");

  @ArchTest static final ArchRule reference = imports("reference", "network", "capture");

  @ArchTest static final ArchRule regularizer = imports("regularizer", "network", "reference");

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

  @ArchTest static final ArchRule samediff = imports("samediff", "network", "reference");

  @ArchTest static final ArchRule schedule = imports("schedule");

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
    String[] allowed = new String[rooms.length + 1];
    allowed[0] = HERE + room;
    for (int i = 0; i < rooms.length; i++) {
      allowed[i + 1] = HERE + rooms[i];
    }
    return classes()
        .that()
        .resideInAPackage(HERE + room)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("io.lambdascope..").negate().or(resideInAnyPackage(allowed)));
  }
}
