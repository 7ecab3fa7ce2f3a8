package io.kerground.autoconfigure;

import java.util.Collection;
import java.util.List;

import org.springframework.boot.actuate.endpoint.AbstractExposableEndpoint;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.EndpointsSupplier;
import org.springframework.boot.actuate.endpoint.Operation;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoint;

/**
 * The path of the dashboard as that of an endpoint without operations. So security rules
 * for all endpoints hold for the dashboard too.
 */
class DashboardEndpoint extends AbstractExposableEndpoint<Operation> implements PathMappedEndpoint {

	static final EndpointId ID = EndpointId.of("kergroundui");

	DashboardEndpoint() {
		super(ID, Access.READ_ONLY, List.of());
	}

	@Override
	public String getRootPath() {
		return "kerground-ui";
	}

	/**
	 * Supplies the one path.
	 */
	static class Supplier implements EndpointsSupplier<DashboardEndpoint> {

		@Override
		public Collection<DashboardEndpoint> getEndpoints() {
			return List.of(new DashboardEndpoint());
		}

	}

}
