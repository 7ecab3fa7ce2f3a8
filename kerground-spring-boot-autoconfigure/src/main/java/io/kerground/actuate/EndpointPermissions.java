package io.kerground.actuate;

import java.util.HashSet;
import java.util.Set;

import org.springframework.boot.actuate.endpoint.SecurityContext;

/**
 * Which roles may do what over the web. A level without roles is as open as the one below
 * it; whoever has a role of a higher level may do what the lower ones may. So without any
 * role everybody may do everything that the endpoint's access allows.
 *
 * @param read roles that may look
 * @param operate roles that may retry, cancel, trigger, pause, resume, mute and unmute
 * @param manage roles that may delete, undo, move and edit
 * @param admin roles that may resize the pool and make backups
 * @since 0.1.0
 */
public record EndpointPermissions(Set<String> read, Set<String> operate, Set<String> manage, Set<String> admin) {

	/**
	 * No roles: everything is allowed.
	 */
	public static final EndpointPermissions NONE = new EndpointPermissions(Set.of(), Set.of(), Set.of(), Set.of());

	/**
	 * Takes copies of the roles.
	 */
	public EndpointPermissions {
		read = Set.copyOf(read);
		operate = Set.copyOf(operate);
		manage = Set.copyOf(manage);
		admin = Set.copyOf(admin);
	}

	boolean allow(Level level, SecurityContext user) {
		boolean limited = false;
		Set<String> allowed = new HashSet<>();
		for (Level each : Level.values()) {
			Set<String> roles = roles(each);
			if (each.compareTo(level) <= 0 && !roles.isEmpty()) {
				limited = true;
				allowed.clear();
			}
			allowed.addAll(roles);
		}
		return !limited || allowed.stream().anyMatch(user::isUserInRole);
	}

	private Set<String> roles(Level level) {
		return switch (level) {
			case READ -> this.read;
			case OPERATE -> this.operate;
			case MANAGE -> this.manage;
			case ADMIN -> this.admin;
		};
	}

	/**
	 * What somebody may do, each more than the one before.
	 */
	enum Level {

		READ, OPERATE, MANAGE, ADMIN;

		static Level of(EndpointAction action) {
			return switch (action) {
				case RETRY, CANCEL, TRIGGER, PAUSE, RESUME, MUTE, UNMUTE -> OPERATE;
				case DELETE, UNDO, MOVE, EDIT, RESET -> MANAGE;
				case RESIZE, BACKUP -> ADMIN;
			};
		}

	}

}
