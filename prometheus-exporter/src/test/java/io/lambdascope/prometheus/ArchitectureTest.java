package io.lambdascope.prometheus;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows: what this module may import. */
@AnalyzeClasses(packages = "io.lambdascope.prometheus", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule ofLambdascope_onlySnapshotsAndEstimates =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.lambdascope..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.lambdascope.core.snapshot",
                              "io.lambdascope.core.match",
                              "io.lambdascope.core.estimate",
                              "io.lambdascope.core.drift",
                              "io.lambdascope.core.verdict",
                              "io.lambdascope.prometheus.."))));

  @ArchTest
  static final ArchRule neverTheTrainingLibrary =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..");

  @ArchTest
  static final ArchRule meters_knowNeitherNetworkNorAParticularRegistry =
      noClasses()
          .that()
          .resideInAPackage("io.lambdascope.prometheus")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lambdascope.prometheus.http",
              "io.lambdascope.prometheus.push",
              "com.sun.net..",
              "java.net..",
              "io.prometheus..",
              "io.micrometer.prometheusmetrics..");

  @ArchTest
  static final ArchRule meters_doNotKnowThePage =
      noClasses()
          .that()
          .resideInAPackage("io.lambdascope.prometheus")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lambdascope.prometheus.page");

  @ArchTest
  static final ArchRule page_doesNotKnowTheServer =
      noClasses()
          .that()
          .resideInAPackage("io.lambdascope.prometheus.page")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lambdascope.prometheus.http",
              "com.sun.net..",
              "java.net..",
              "io.prometheus..",
              "io.micrometer..");

  @ArchTest
  static final ArchRule endpoint_doesNotCompute =
      classes()
          .that()
          .resideInAPackage("io.lambdascope.prometheus.http")
          .should()
          .onlyDependOnClassesThat(not(resideInAPackage("io.lambdascope.core.estimate")));

  @ArchTest
  static final ArchRule push_knowsNeitherTheEndpointNorTheEstimates =
      noClasses()
          .that()
          .resideInAPackage("io.lambdascope.prometheus.push")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lambdascope.prometheus.http",
              "io.lambdascope.core.match",
              "io.lambdascope.core.estimate",
              "io.lambdascope.core.drift",
              "io.lambdascope.core.verdict",
              "com.sun.net..");

  @ArchTest
  static final ArchRule endpoint_doesNotPush =
      noClasses()
          .that()
          .resideInAPackage("io.lambdascope.prometheus.http")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lambdascope.prometheus.push");
}
