// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of docs/ARCHITECTURE.md: stages meet only in the manifest. */
@AnalyzeClasses(packages = "dev.sbomlock", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String MANIFEST = "dev.sbomlock.manifest..";
  private static final String POSIX = "dev.sbomlock.posix..";
  private static final String IMAGE = "dev.sbomlock.image..";
  private static final String COMPILER = "dev.sbomlock.compiler..";
  private static final String EMBEDDED = "dev.sbomlock.compiler.embedded..";
  private static final String BLESSER = "dev.sbomlock.blesser..";
  private static final String VALIDATOR = "dev.sbomlock.validator..";
  private static final String LOADER = "dev.sbomlock.loader..";
  private static final String CLI = "dev.sbomlock.cli..";

  // With the nameless classes that the compiler makes of its switches.
  private static final String VALIDATE = ".*\\.Validate[A-Za-z]*(\\$.*)?";

  @ArchTest
  static final ArchRule manifestImportsNothingOfOurs =
      noClasses()
          .that()
          .resideInAPackage(MANIFEST)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(POSIX, IMAGE, COMPILER, BLESSER, LOADER, CLI);

  @ArchTest
  static final ArchRule posixImportsNothingOfOurs =
      noClasses()
          .that()
          .resideInAPackage(POSIX)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(MANIFEST, IMAGE, COMPILER, BLESSER, LOADER, CLI);

  @ArchTest
  static final ArchRule imageKnowsNoStage =
      noClasses()
          .that()
          .resideInAPackage(IMAGE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(POSIX, COMPILER, VALIDATOR, BLESSER, LOADER, CLI);

  @ArchTest
  static final ArchRule onlyImagesAndJarsAreReadCompressed =
      noClasses()
          .that()
          .resideOutsideOfPackages(IMAGE, EMBEDDED)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.github.luben..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.util\\.zip\\.(GZIP|Inflater|Deflater).*");

  @ArchTest
  static final ArchRule compilerTouchesNoKernel =
      noClasses()
          .that()
          .resideInAPackage(COMPILER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(POSIX, BLESSER, LOADER, CLI);

  @ArchTest
  static final ArchRule blesserKnowsNoOtherStage =
      noClasses()
          .that()
          .resideInAPackage(BLESSER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(COMPILER, LOADER, CLI);

  @ArchTest
  static final ArchRule loaderKnowsNoOtherStage =
      noClasses()
          .that()
          .resideInAPackage(LOADER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(IMAGE, COMPILER, BLESSER, CLI);

  @ArchTest
  static final ArchRule validatorKnowsNoOtherStage =
      noClasses()
          .that()
          .resideInAPackage(VALIDATOR)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(POSIX, COMPILER, BLESSER, LOADER, CLI);

  @ArchTest
  static final ArchRule onlyValidateReachesTheValidatorAndItsLibraries =
      noClasses()
          .that()
          .resideOutsideOfPackage(VALIDATOR)
          .and()
          .haveNameNotMatching(VALIDATE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(VALIDATOR, "org.cyclonedx..", "org.spdx..");

  @ArchTest
  static final ArchRule onlyPosixAndLoaderCallNativeCode =
      noClasses()
          .that()
          .resideOutsideOfPackages(POSIX, LOADER)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jnr..");

  @ArchTest
  static final ArchRule nodeCommandsNeverReachTheCompiler =
      noClasses()
          .that()
          .resideInAPackage(CLI)
          .and()
          .haveSimpleNameNotStartingWith("Compile")
          .and()
          .haveSimpleNameNotStartingWith("Export")
          .and()
          .haveSimpleNameNotStartingWith("Sign")
          .and()
          .haveNameNotMatching(VALIDATE)
          .and()
          .doNotHaveSimpleName("Main")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(COMPILER);

  @ArchTest
  static final ArchRule classesAreFinal =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areNotAnonymousClasses()
          .and()
          .areTopLevelClasses()
          .and()
          .doNotHaveSimpleName("package-info")
          .should()
          .haveModifier(JavaModifier.FINAL)
          .orShould()
          .haveModifier(JavaModifier.ABSTRACT);
}
