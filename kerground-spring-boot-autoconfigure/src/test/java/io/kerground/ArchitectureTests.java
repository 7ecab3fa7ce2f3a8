package io.kerground;

import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasParameterTypes;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * The rules that every class keeps. The import control of Checkstyle asks most of the
 * package rules too, but it does not see names that are written out in full.
 */
class ArchitectureTests {

	private static final String ROOT = "io.kerground";

	private static final JavaClasses mainClasses = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	private static final JavaClasses allClasses = new ClassFileImporter().importPackages(ROOT);

	@Test
	void packagesAreFreeOfCycles() {
		check(SlicesRuleDefinition.slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
	}

	@Test
	void coreDependsOnNothingButTheJdkAndJspecifyAndOneTypeReference() {
		DescribedPredicate<JavaClass> allowed = JavaClass.Predicates
			.resideInAnyPackage("java..", "org.jspecify..", ROOT + ".core..")
			.or(named("org.springframework.core.ParameterizedTypeReference"));
		check(classes().that().resideInAPackage(ROOT + ".core..").should().onlyDependOnClassesThat(allowed));
	}

	@Test
	void coreAndEngineAndTheAdaptersDoNotSeeOneAnother() {
		check(mayNotSee("core", "engine", "jdbc", "jackson", "annotation", "metrics", "actuate", "test"));
		check(mayNotSee("engine", "jdbc", "jackson", "annotation", "metrics", "actuate", "test"));
		check(mayNotSee("jdbc", "engine", "jackson", "annotation", "metrics", "actuate", "test"));
		check(mayNotSee("jackson", "engine", "jdbc", "annotation", "metrics", "actuate", "test"));
		check(mayNotSee("annotation", "jdbc", "jackson", "metrics", "actuate", "test"));
		check(mayNotSee("metrics", "engine", "jdbc", "jackson", "annotation", "actuate", "test"));
		check(mayNotSee("actuate", "jdbc", "jackson", "annotation", "metrics", "test"));
		check(mayNotSee("dashboard", "core", "engine", "jdbc", "jackson", "annotation", "metrics", "actuate", "test"));
		check(mayNotSee("logging", "jdbc", "jackson", "annotation", "metrics", "actuate", "dashboard", "observation",
				"test"));
		check(mayNotSee("observation", "jdbc", "jackson", "annotation", "metrics", "actuate", "dashboard", "test"));
		check(mayNotSee("actuate", "dashboard", "cli"));
		check(mayNotSee("cli", "jackson", "annotation", "metrics", "actuate", "dashboard", "test"));
		check(mayNotSee("test", "jdbc", "jackson", "annotation", "metrics", "actuate"));
	}

	@Test
	void engineKnowsNoFramework() {
		check(classes().that()
			.resideInAPackage(ROOT + ".engine..")
			.should()
			.onlyDependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("java..", "org.jspecify..", "org.slf4j..",
					ROOT + ".core..", ROOT + ".engine..")));
	}

	@Test
	void nobodySeesTheAutoConfiguration() {
		check(noClasses().that()
			.resideOutsideOfPackage(ROOT + ".autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".autoconfigure.."));
	}

	@Test
	void onlyTheJdbcPackageTalksToDatabases() {
		check(noClasses().that()
			.resideOutsideOfPackages(ROOT + ".jdbc..", ROOT + ".autoconfigure..")
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("java.sql..", "javax.sql..",
					"org.springframework.jdbc..", "org.sqlite..")));
	}

	@Test
	void autoConfigurationsRunNoSql() {
		check(noClasses().that()
			.resideInAPackage(ROOT + ".autoconfigure..")
			.should()
			.dependOnClassesThat(named("java.sql.Statement").or(named("java.sql.PreparedStatement"))
				.or(named("java.sql.ResultSet"))));
	}

	@Test
	void onlyTheJacksonPackageTalksToJackson() {
		check(noClasses().that()
			.resideOutsideOfPackages(ROOT + ".jackson..", ROOT + ".autoconfigure..")
			.should()
			.dependOnClassesThat(
					JavaClass.Predicates.resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..")));
	}

	@Test
	void autoConfigurationsArePublicAndFinalWithoutPublicMembers() {
		check(classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL));
		check(methods().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic());
		check(fields().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic());
	}

	@Test
	void beanMethodsArePackagePrivate() {
		check(methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate());
	}

	@Test
	void beanMethodsOfPostProcessorsAreStatic() {
		check(methods().that()
			.areAnnotatedWith(Bean.class)
			.and()
			.haveRawReturnType(JavaClass.Predicates.assignableTo(BeanPostProcessor.class))
			.should()
			.beStatic());
	}

	@Test
	void classConditionsAreNotPutOnBeanMethods() {
		check(methods().that()
			.areAnnotatedWith(Bean.class)
			.should()
			.notBeAnnotatedWith(ConditionalOnClass.class)
			.because("the return type is loaded before the condition is asked"));
	}

	@Test
	void onlyTheTaskClockAsksForTheTime() {
		check(noClasses().that()
			.doNotHaveFullyQualifiedName(ROOT + ".core.TaskClock")
			.and()
			.doNotHaveFullyQualifiedName(ROOT + ".core.SystemTaskClock")
			.should()
			.callMethodWhere(target("ask the JVM for the time",
					(target) -> isTimeOfSystem(target) || isNowOfJavaTime(target) || isSystemClock(target))));
	}

	@Test
	void nobodySleepsNotEvenInTests() {
		noClasses().should()
			.callMethodWhere(target("sleep",
					(target) -> target.getName().equals("sleep") && (target.getOwner().isEquivalentTo(Thread.class)
							|| target.getOwner().isEquivalentTo(TimeUnit.class))))
			.because("a fact can be waited for")
			.check(allClasses);
	}

	@Test
	void onlyEngineThreadsMakesThreads() {
		DescribedPredicate<JavaClass> makers = JavaClass.Predicates
			.belongToAnyOf(Thread.class, ThreadPoolExecutor.class, ForkJoinPool.class, Timer.class)
			.or(JavaClass.Predicates.assignableTo(ThreadPoolExecutor.class))
			.or(JavaClass.Predicates.assignableTo(Thread.class));
		check(noClasses().that(areNotEngineThreads())
			.should()
			.callConstructorWhere(target("make a thread or a pool", (target) -> makers.test(target.getOwner()))));
		check(noClasses().that(areNotEngineThreads())
			.should()
			.callMethodWhere(target("make a thread or a pool", ArchitectureTests::makesThreads)));
	}

	@Test
	void nothingIsDeserializedByJavaAndNoClassIsLoadedByName() {
		check(noClasses().should()
			.dependOnClassesThat(named("java.io.ObjectInputStream").or(named("java.beans.XMLDecoder"))));
		check(noClasses().should()
			.callMethodWhere(target("load a class by its name",
					(target) -> (target.getName().equals("forName") && target.getOwner().isEquivalentTo(Class.class))
							|| (target.getName().equals("loadClass")
									&& target.getOwner().isAssignableTo(ClassLoader.class)))));
	}

	@Test
	void onlyNamesThatStandInTheCodeAreLookedUp() {
		check(noClasses().that()
			.doNotHaveFullyQualifiedName(ROOT + ".autoconfigure.ContextHolders")
			.should()
			.callMethodWhere(target("look a class up by its name", ArchitectureTests::looksUpClasses)));
	}

	private static boolean looksUpClasses(AccessTarget target) {
		String owner = target.getOwner().getName();
		String name = target.getName();
		return (owner.equals("org.springframework.util.ClassUtils")
				&& Set.of("forName", "resolveClassName").contains(name))
				|| (owner.equals("java.lang.invoke.MethodHandles$Lookup")
						&& Set.of("findClass", "defineClass").contains(name))
				|| (owner.startsWith("tools.jackson") && Set.of("findClass", "constructFromCanonical").contains(name))
				|| owner.startsWith("javax.naming") || owner.startsWith("javax.script")
				|| owner.startsWith("org.springframework.expression");
	}

	@Test
	void noTypeIsTakenFromAPayload() {
		check(noClasses().should()
			.callMethodWhere(target("let a payload choose types",
					(target) -> target.getName().startsWith("activateDefaultTyping")
							|| target.getName().equals("setDefaultTyping")
							|| target.getOwner().getSimpleName().equals("LaissezFaireSubTypeValidator"))));
	}

	@Test
	void onlyTheStoresOwnClassesMakeSql() {
		Set<String> makers = Set.of("SqliteConnections", "SchemaMigrator", "JdbcTaskQueries", "BatchQueries",
				"FailureQueries", "Dictionary", "WriterSession", "SqliteInfo", "PostgresqlListener", "TaskList",
				"OpenTransactions");
		check(noClasses().that(DescribedPredicate.describe("do not make SQL", (type) -> !makers.contains(outer(type))))
			.should()
			.callMethodWhere(target("run SQL", (target) -> isSql(target.getOwner()) && runsText(target))));
	}

	private static String outer(JavaClass type) {
		String name = type.getName().substring(type.getPackageName().length() + 1);
		return (name.indexOf('$') > 0) ? name.substring(0, name.indexOf('$')) : name;
	}

	private static boolean isSql(JavaClass owner) {
		return owner.isAssignableTo("java.sql.Statement") || owner.isAssignableTo("java.sql.Connection")
				|| owner.getName().startsWith("org.springframework.jdbc.core.");
	}

	private static boolean runsText(AccessTarget target) {
		return hasParameter(target, String.class)
				&& target.getName().matches("(prepare|execute|query|batch|update|add).*");
	}

	@Test
	void noFileIsOpenedButTheLockAndWhatTheKernelTells() {
		Set<String> openers = Set.of("newInputStream", "newOutputStream", "newByteChannel", "newBufferedReader",
				"newBufferedWriter", "readAllBytes", "readAllLines", "readString", "write", "writeString", "lines",
				"copy", "move", "mismatch");
		check(noClasses().that()
			.doNotHaveFullyQualifiedName(ROOT + ".engine.NodeLock")
			.and()
			// the file of a password
			.doNotHaveFullyQualifiedName(ROOT + ".cli.MoveCommand")
			.and()
			.doNotHaveFullyQualifiedName(ROOT + ".engine.NodeIdentity")
			.and()
			// opens the finished copy, which is no open database
			.doNotHaveFullyQualifiedName(ROOT + ".jdbc.StoreBackups")
			.should()
			.callMethodWhere(target("open a file",
					(target) -> (target.getOwner().isEquivalentTo(Files.class) && openers.contains(target.getName()))
							|| (target.getName().equals("open")
									&& target.getOwner().getPackageName().equals("java.nio.channels"))))
			.because("closing a file of an open database drops SQLite's locks"));
		check(noClasses().should()
			.dependOnClassesThat(named("java.io.RandomAccessFile").or(named("java.io.FileInputStream"))
				.or(named("java.io.FileOutputStream"))
				.or(named("java.io.FileReader"))
				.or(named("java.io.FileWriter"))));
	}

	@Test
	void noPortIsOpenedAndNoConnectionIsMade() {
		check(noClasses().should()
			.dependOnClassesThat(DescribedPredicate.describe("sockets and servers",
					// the address of a caller is no socket, and the form of a query opens
					// none
					(type) -> (type.getName().matches("java\\.net\\..*(Socket|Connection|URL(?!(En|De)coder)).*")
							&& !type.getName().equals("java.net.InetSocketAddress"))
							|| type.getName().matches("java\\.nio\\.channels\\..*(Socket|Datagram).*")
							|| type.getPackageName().startsWith("java.net.http")
							|| type.getPackageName().startsWith("com.sun.net.httpserver"))));
	}

	@Test
	void namesSayWhatAClassDoes() {
		check(noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$"));
	}

	@Test
	void lettersChangeTheirCaseInTheRootLocale() {
		check(noClasses().should()
			.callMethodWhere(target("change the case in the locale of the machine",
					(target) -> target.getOwner().isEquivalentTo(String.class)
							&& (target.getName().equals("toUpperCase") || target.getName().equals("toLowerCase"))
							&& !hasParameter(target, Locale.class))));
	}

	@Test
	void exceptionsExtendTheKergroundException() {
		check(classes().that()
			.areAssignableTo(Throwable.class)
			.and()
			.arePublic()
			.should()
			.beAssignableTo(ROOT + ".core.KergroundException"));
	}

	private static void check(ArchRule rule) {
		rule.allowEmptyShould(true).check(mainClasses);
	}

	private static DescribedPredicate<JavaClass> areNotEngineThreads() {
		String name = ROOT + ".engine.EngineThreads";
		return DescribedPredicate.describe("are not EngineThreads",
				(type) -> !type.getName().equals(name) && !type.getName().startsWith(name + "$"));
	}

	private static DescribedPredicate<JavaClass> named(String name) {
		return DescribedPredicate.describe(name, (type) -> type.getName().equals(name));
	}

	private static DescribedPredicate<JavaAccess<?>> target(String description, Predicate<AccessTarget> predicate) {
		return DescribedPredicate.describe(description, (access) -> predicate.test(access.getTarget()));
	}

	private static ArchRule mayNotSee(String from, String... others) {
		String[] packages = new String[others.length];
		for (int i = 0; i < others.length; i++) {
			packages[i] = ROOT + "." + others[i] + "..";
		}
		return noClasses().that()
			.resideInAPackage(ROOT + "." + from + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(packages);
	}

	private static boolean isTimeOfSystem(AccessTarget target) {
		return target.getOwner().isEquivalentTo(System.class)
				&& (target.getName().equals("currentTimeMillis") || target.getName().equals("nanoTime"));
	}

	private static boolean isNowOfJavaTime(AccessTarget target) {
		return target.getName().equals("now")
				&& target.getOwner().getPackageName().equals(Instant.class.getPackageName())
				&& !hasParameter(target, Clock.class);
	}

	private static boolean isSystemClock(AccessTarget target) {
		return (target.getOwner().isEquivalentTo(Clock.class) || target.getOwner().isEquivalentTo(InstantSource.class))
				&& (target.getName().startsWith("system") || target.getName().startsWith("tick"));
	}

	private static boolean makesThreads(AccessTarget target) {
		if (target.getOwner().isEquivalentTo(Executors.class)) {
			return !target.getName().equals("callable");
		}
		return (target.getOwner().isEquivalentTo(Thread.class) && (target.getName().equals("ofVirtual")
				|| target.getName().equals("ofPlatform") || target.getName().equals("startVirtualThread")))
				|| (target.getOwner().isEquivalentTo(ForkJoinPool.class) && target.getName().equals("commonPool"));
	}

	private static boolean hasParameter(AccessTarget target, Class<?> type) {
		return target instanceof HasParameterTypes unit
				&& unit.getRawParameterTypes().stream().anyMatch((parameter) -> parameter.isEquivalentTo(type));
	}

}
