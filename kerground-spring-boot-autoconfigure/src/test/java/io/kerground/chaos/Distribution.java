package io.kerground.chaos;

import java.util.List;
import java.util.Locale;

/**
 * How measured times are spread.
 *
 * @param nanos the times in nanoseconds
 */
record Distribution(List<Long> nanos) {

	Distribution {
		nanos = nanos.stream().sorted().toList();
	}

	private String seconds(double part) {
		int index = (int) Math.ceil(part * this.nanos.size()) - 1;
		return String.format(Locale.ROOT, "%.2f", this.nanos.get(Math.max(0, index)) / 1e9);
	}

	/**
	 * Returns median, 95th percentile and maximum in seconds.
	 */
	@Override
	public String toString() {
		return this.nanos.isEmpty() ? "-" : seconds(0.5) + "/" + seconds(0.95) + "/" + seconds(1) + " s";
	}

}
