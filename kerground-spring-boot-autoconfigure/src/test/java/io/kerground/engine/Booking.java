package io.kerground.engine;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * Something that an application stores by JPA.
 */
@Entity
@Table(name = "booking")
public class Booking {

	@Id
	private String id;

	@Column(unique = true)
	private String place;

	protected Booking() {
	}

	Booking(String id, String place) {
		this.id = id;
		this.place = place;
	}

	public String getId() {
		return this.id;
	}

	public String getPlace() {
		return this.place;
	}

}
