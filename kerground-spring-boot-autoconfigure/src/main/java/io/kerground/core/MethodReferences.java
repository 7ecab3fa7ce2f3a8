package io.kerground.core;

import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * Reads what a method reference means from the form in which Java would serialise it. No
 * class is looked up by name: the parts are compared with those of the known workers.
 */
final class MethodReferences {

	private static final ClassValue<Reference> REFERENCES = new ClassValue<>() {

		@Override
		protected Reference computeValue(Class<?> type) {
			return new Reference();
		}

	};

	private MethodReferences() {
	}

	/**
	 * Returns what a reference means; the answer is kept for each place in the code.
	 */
	static Target resolve(WorkerMethod method) {
		Reference reference = REFERENCES.get(method.getClass());
		Target target = reference.target;
		if (target == null) {
			target = read(method);
			reference.target = target;
		}
		return target;
	}

	private static Target read(WorkerMethod method) {
		SerializedLambda lambda = serialized(method);
		String name = lambda.getImplMethodName();
		if (lambda.getCapturedArgCount() > 0) {
			throw refused("it is bound to an object or to local variables; write the class, as in"
					+ " ReportWorker::monthly");
		}
		if (name.startsWith("lambda$")) {
			throw refused("it is a lambda or refers to a method with a variable number of arguments; write"
					+ " ReportWorker::monthly, or send by name");
		}
		if (lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic
				|| lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial) {
			throw refused("'" + name + "' is not an instance method of a worker");
		}
		String instantiated = lambda.getInstantiatedMethodType();
		String worker = instantiated.substring(2, instantiated.indexOf(';')).replace('/', '.');
		String signature = lambda.getImplMethodSignature();
		return new Target(worker, name, signature.substring(0, signature.indexOf(')') + 1));
	}

	private static SerializedLambda serialized(WorkerMethod method) {
		try {
			Method writeReplace = method.getClass().getDeclaredMethod("writeReplace");
			writeReplace.setAccessible(true);
			if (writeReplace.invoke(method) instanceof SerializedLambda lambda) {
				return lambda;
			}
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalArgumentException("This is not a method reference: write ReportWorker::monthly, or send"
					+ " by name (native images know method references only by name)", ex);
		}
		throw refused("it is an object of its own");
	}

	private static IllegalArgumentException refused(String reason) {
		return new IllegalArgumentException("This method reference can't be sent: " + reason);
	}

	/**
	 * What a method reference means.
	 *
	 * @param worker the binary name of the worker's class as the reference names it
	 * @param method the name of the method
	 * @param descriptor the parameters in the form of a class file
	 */
	record Target(String worker, String method, String descriptor) {

	}

	private static final class Reference {

		private volatile @Nullable Target target;

	}

}
