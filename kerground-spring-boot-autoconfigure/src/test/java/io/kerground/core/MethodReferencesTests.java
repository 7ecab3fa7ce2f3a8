package io.kerground.core;

import java.io.Serializable;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MethodReferencesTests {

	private static final String CONTEXT = "Lio/kerground/core/TaskContext;";

	@Test
	void methodsWithZeroToFourArguments() {
		assertReads(TaskRequest.of(Worker::none), Worker.class, "none", "()");
		assertReads(TaskRequest.of(Worker::one, 1L), Worker.class, "one", "(J)");
		assertReads(TaskRequest.of(Worker::two, 1L, "b"), Worker.class, "two", "(JLjava/lang/String;)");
		assertReads(TaskRequest.of(Worker::three, 1L, "b", List.of()), Worker.class, "three",
				"(JLjava/lang/String;Ljava/util/List;)");
		assertReads(TaskRequest.of(Worker::four, 1L, "b", List.of(), 2), Worker.class, "four",
				"(JLjava/lang/String;Ljava/util/List;I)");
	}

	@Test
	void methodsThatReturnAValue() {
		assertReads(TaskRequest.of(Worker::value, 1), Worker.class, "value", "(I)");
		assertReads(TaskRequest.of(Worker::text), Worker.class, "text", "()");
	}

	@Test
	void methodsThatTakeAContext() {
		assertReads(TaskRequest.of(Worker::context0), Worker.class, "context0", "(" + CONTEXT + ")");
		assertReads(TaskRequest.of(Worker::context1, 1), Worker.class, "context1", "(I" + CONTEXT + ")");
		assertReads(TaskRequest.of(Worker::context2, 1, 2), Worker.class, "context2", "(II" + CONTEXT + ")");
		assertReads(TaskRequest.of(Worker::context3, 1, 2, 3), Worker.class, "context3", "(III" + CONTEXT + ")");
		assertReads(TaskRequest.of(Worker::context4, 1, 2, 3, 4), Worker.class, "context4", "(IIII" + CONTEXT + ")");
	}

	@Test
	void argumentsAreThoseOfTheCaller() {
		assertThat(TaskRequest.of(Worker::two, 1L, "b").arguments()).containsExactly(1L, "b");
		assertThat(TaskRequest.of(Worker::none).arguments()).isEmpty();
	}

	@Test
	void anInheritedMethodNamesTheClassOfTheReference() {
		assertReads(TaskRequest.of(Sub::one, 1L), Sub.class, "one", "(J)");
	}

	@Test
	void aMethodOfAnInterfaceOrARecord() {
		assertReads(TaskRequest.of(Api::call), Api.class, "call", "()");
		assertReads(TaskRequest.of(RecordWorker::work), RecordWorker.class, "work", "()");
	}

	@Test
	void aMethodOfAGenericClassHasErasedParameters() {
		assertReads(TaskRequest.of(TextHandler::handle, "x"), TextHandler.class, "handle", "(Ljava/lang/Object;)");
	}

	@Test
	void anOverloadedMethodIsSentByATypedVariable() {
		WorkerMethod1<Worker, String> text = Worker::over;
		WorkerMethod1<Worker, Integer> number = Worker::over;
		assertReads(TaskRequest.of(text, "x"), Worker.class, "over", "(Ljava/lang/String;)");
		assertReads(TaskRequest.of(number, 1), Worker.class, "over", "(I)");
	}

	@Test
	void onePlaceInTheCodeIsReadOnce() {
		WorkerMethod first = null;
		for (int i = 0; i < 3; i++) {
			WorkerMethod0<Worker> method = Worker::none;
			MethodReferences.Target target = MethodReferences.resolve(method);
			assertThat(target).isSameAs(MethodReferences.resolve((first != null) ? first : method));
			first = method;
		}
	}

	@Test
	void lambdasAreRefused() {
		WorkerMethod1<Worker, Long> lambda = (worker, number) -> worker.one(number);
		assertRefused(lambda, "it is a lambda", "ReportWorker::monthly");
	}

	@Test
	void boundReferencesAreRefused() {
		Worker worker = new Worker();
		WorkerMethod0<String> bound = worker::textOf;
		assertRefused(bound, "it is bound", "ReportWorker::monthly");
		int captured = worker.hashCode();
		WorkerMethod0<Worker> capturing = (each) -> each.one(captured);
		assertRefused(capturing, "it is bound to an object or to local variables", "ReportWorker::monthly");
	}

	@Test
	void referencesToMethodsWithAVariableNumberOfArgumentsAreRefused() {
		WorkerMethod2<Worker, String, String> many = Worker::many;
		assertRefused(many, "a variable number of arguments", "send by name");
	}

	@Test
	void staticMethodsAndConstructorsAreRefused() {
		WorkerMethod0<Worker> shared = Worker::shared;
		assertRefused(shared, "'shared' is not an instance method");
		WorkerMethod0<Worker> constructor = Copy::new;
		assertRefused(constructor, "is not an instance method");
	}

	@Test
	void objectsOfOtherClassesAreRefused() {
		WorkerMethod0<Worker> object = new WorkerMethod0<>() {

			@Override
			public void invoke(Worker worker) {
			}

		};
		assertRefused(object, "This is not a method reference", "send by name");
		assertRefused(new Replaced(), "it is an object of its own");
	}

	private static void assertReads(TaskRequest request, Class<?> worker, String method, String descriptor) {
		MethodReferences.Target target = MethodReferences.resolve(java.util.Objects.requireNonNull(request.method()));
		assertThat(target).isEqualTo(new MethodReferences.Target(worker.getName(), method, descriptor));
	}

	private static void assertRefused(WorkerMethod method, String... texts) {
		for (int i = 0; i < 2; i++) {
			assertThatIllegalArgumentException().isThrownBy(() -> MethodReferences.resolve(method))
				.withMessageContainingAll(texts);
		}
	}

	static class Worker {

		public void none() {
		}

		public void one(long a) {
		}

		public void two(long a, String b) {
		}

		public void three(long a, String b, List<String> c) {
		}

		public void four(long a, String b, List<String> c, int d) {
		}

		public int value(int a) {
			return a;
		}

		public String text() {
			return "";
		}

		public String textOf(String text) {
			return text;
		}

		public void context0(TaskContext context) {
		}

		public void context1(int a, TaskContext context) {
		}

		public void context2(int a, int b, TaskContext context) {
		}

		public void context3(int a, int b, int c, TaskContext context) {
		}

		public void context4(int a, int b, int c, int d, TaskContext context) {
		}

		public void over(String text) {
		}

		public void over(int number) {
		}

		public void many(String... texts) {
		}

		static void shared(Worker worker) {
		}

	}

	static class Sub extends Worker {

	}

	static class Copy {

		Copy(Worker worker) {
		}

	}

	interface Api {

		void call();

	}

	record RecordWorker(String text) {

		public void work() {
		}

	}

	static class Handler<T> {

		public void handle(T value) {
		}

	}

	static class TextHandler extends Handler<String> {

	}

	static final class Replaced implements WorkerMethod0<Worker>, Serializable {

		@Override
		public void invoke(Worker worker) {
		}

		Object writeReplace() {
			return "something else";
		}

	}

}
