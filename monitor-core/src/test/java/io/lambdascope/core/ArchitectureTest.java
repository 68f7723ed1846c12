package io.lambdascope.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The arrows and the order of rooms of the house style. */
@AnalyzeClasses(
    packages = "io.lambdascope.core",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String CORE = "io.lambdascope.core.";

  private static final List<String> ROOMS =
      List.of(
          "linalg",
          "match",
          "estimate",
          "drift",
          "verdict",
          "endpoint",
          "theory",
          "snapshot",
          "monitor",
          "record");

  @ArchTest static final ArchRule linalg_imports_noRoom = mayImport("linalg");

  @ArchTest static final ArchRule match_imports_noRoom = mayImport("match");

  @ArchTest
  static final ArchRule estimate_imports_linalgAndMatch = mayImport("estimate", "linalg", "match");

  @ArchTest
  static final ArchRule drift_imports_estimateAndBelow = mayImport("drift", "match", "estimate");

  @ArchTest
  static final ArchRule verdict_imports_estimateAndBelow =
      mayImport("verdict", "linalg", "match", "estimate");

  @ArchTest
  static final ArchRule endpoint_imports_linalgAndBounds =
      mayImport("endpoint", "linalg", "estimate");

  @ArchTest static final ArchRule theory_imports_linalg = mayImport("theory", "linalg");

  @ArchTest
  static final ArchRule snapshot_imports_values =
      mayImport("snapshot", "match", "estimate", "drift", "verdict");

  @ArchTest
  static final ArchRule monitor_imports_onlineRooms =
      mayImport("monitor", "match", "estimate", "drift", "verdict", "snapshot");

  @ArchTest
  static final ArchRule record_imports_onlineRooms =
      mayImport("record", "match", "estimate", "drift", "verdict", "snapshot", "monitor");

  @ArchTest
  static final ArchRule ejml_anywhere_onlyInLinalg =
      noClasses()
          .that()
          .resideOutsideOfPackage(CORE + "linalg..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.ejml..");

  @ArchTest
  static final ArchRule frameworks_anywhere_unknownHere =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.nd4j..",
              "org.deeplearning4j..",
              "org.bytedeco..",
              "io.micrometer..",
              "io.prometheus..",
              "io.lambdascope.dl4j..",
              "io.lambdascope.prometheus..");

  @ArchTest
  static final ArchRule consoleAndOtherLogging_anywhere_slf4jOnly =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "org.apache.log4j..", "org.apache.logging..");

  /** EJML types stay out of signatures that other modules compile against. */
  @ArchTest
  static void publicSignatures_anywhere_noForeignTypes(JavaClasses all) {
    List<String> foreign = new ArrayList<>();
    for (JavaClass type : all) {
      type.getMembers().stream()
          .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
          .filter(
              member ->
                  member.getAllInvolvedRawTypes().stream()
                      .map(JavaClass::getBaseComponentType)
                      .anyMatch(
                          involved ->
                              !involved.isPrimitive()
                                  && !involved.getPackageName().startsWith("java.")
                                  && !involved.getPackageName().startsWith(CORE)))
          .forEach(member -> foreign.add(member.getFullName()));
    }
    assertThat(foreign).isEmpty();
  }

  /** A new room without a rule above would be free to import anything. */
  @ArchTest
  static void rooms_all_haveARule(JavaClasses all) {
    Set<String> rooms =
        all.stream()
            .map(type -> type.getPackageName().substring(CORE.length()))
            .collect(Collectors.toSet());
    assertThat(rooms)
        .as("add a rule mayImport(room, …) for a new room, and its name to ROOMS")
        .isSubsetOf(ROOMS);
  }

  /** Surefire runs with the module's directory as its working directory. */
  @ArchTest
  static void packages_all_saySoInPackageInfo(JavaClasses all) throws IOException {
    Path sources = Path.of("src", "main", "java");
    List<Path> packages;
    try (Stream<Path> files = Files.walk(sources)) {
      packages =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(Path::getParent)
              .distinct()
              .toList();
    }
    assertThat(packages).hasSizeGreaterThanOrEqualTo(5);
    assertThat(packages)
        .allSatisfy(
            directory -> {
              String text = read(directory.resolve("package-info.java"));
              assertThat(text).contains("@NullMarked");
              // A sentence at least: purpose, value in, value out, allowed imports.
              assertThat(text.substring(0, text.indexOf("\npackage ")))
                  .containsPattern("/\\*\\*\\s+\\*\\s+\\p{Lu}[^.]{20,}\\.")
                  .containsIgnoringCase("imports");
            });
    assertThat(all.stream().map(type -> type.getPackage()).distinct())
        .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class)).isTrue());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the rooms of this module, classes of {@code room} import only their own and these. */
  private static ArchRule mayImport(String room, String... others) {
    String[] forbidden =
        ROOMS.stream()
            .filter(name -> !name.equals(room) && !Arrays.asList(others).contains(name))
            .map(name -> CORE + name + "..")
            .toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(CORE + room + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages(forbidden);
  }
}
