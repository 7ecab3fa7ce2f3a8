package io.kerground.actuate;

import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a cron expression in words, as people write it; fields that are too special for
 * that are told as they stand.
 */
final class CronWords {

	private static final List<String> ORDER = List.of("", "first", "second", "third", "fourth", "fifth");

	private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");

	private static final Pattern NUMBERS = Pattern.compile("\\d{1,2}(,\\d{1,2})*");

	private static final Pattern STEP = Pattern.compile("(?:\\*|0)/(\\d{1,2})");

	private static final Pattern HOURS = Pattern.compile("(\\d{1,2})-(\\d{1,2})");

	private static final Pattern NTH = Pattern.compile("(\\w+)#([1-5])");

	private final String second;

	private final String minute;

	private final String hour;

	private CronWords(String second, String minute, String hour) {
		this.second = second;
		this.minute = minute;
		this.hour = hour;
	}

	/**
	 * Returns the words for a valid expression of six fields or one of the macros.
	 */
	static String of(String expression) {
		String[] fields = expand(expression.strip()).split("\\s+");
		if (fields.length != 6) {
			return expression;
		}
		String time = new CronWords(fields[0], fields[1], fields[2]).time();
		String day = day(fields[3], fields[5]);
		String month = month(fields[4]);
		boolean daily = day.isEmpty() && month.isEmpty() && time.startsWith("at ") && !time.startsWith("at second");
		return (daily ? "every day " : "") + String.join(" ", parts(time, day, month));
	}

	private static List<String> parts(String... parts) {
		return Arrays.stream(parts).filter((part) -> !part.isEmpty()).toList();
	}

	private static String expand(String expression) {
		return switch (expression.toLowerCase(Locale.ROOT)) {
			case "@yearly", "@annually" -> "0 0 0 1 1 *";
			case "@monthly" -> "0 0 0 1 * *";
			case "@weekly" -> "0 0 0 * * 0";
			case "@daily", "@midnight" -> "0 0 0 * * *";
			case "@hourly" -> "0 0 * * * *";
			default -> expression;
		};
	}

	private String time() {
		boolean everyHour = this.hour.equals("*");
		if (everyHour && this.minute.equals("*")) {
			return everySecond();
		}
		if (!NUMBER.matcher(this.second).matches()) {
			return special();
		}
		if (NUMBER.matcher(this.minute).matches() && NUMBERS.matcher(this.hour).matches()) {
			return "at " + and(Arrays.stream(this.hour.split(",")).map(this::clock).toList());
		}
		return this.second.equals("0") ? ofMinutes(everyHour) : special();
	}

	private String everySecond() {
		Matcher step = STEP.matcher(this.second);
		if (step.matches()) {
			return every(step.group(1), "second");
		}
		return switch (this.second) {
			case "*" -> "every second";
			case "0" -> "every minute";
			default -> "every minute at second " + list(this.second, UnaryOperator.identity());
		};
	}

	private String ofMinutes(boolean everyHour) {
		Matcher minutes = STEP.matcher(this.minute);
		Matcher hours = STEP.matcher(this.hour);
		Matcher range = HOURS.matcher(this.hour);
		boolean stepped = minutes.matches();
		String past = this.minute.equals("0") ? "" : " at minute " + list(this.minute, UnaryOperator.identity());
		if (everyHour) {
			return stepped ? every(minutes.group(1), "minute") : "every hour" + past;
		}
		if (hours.matches() && NUMBERS.matcher(this.minute).matches()) {
			return every(hours.group(1), "hour") + past;
		}
		if (range.matches()) {
			String from = " from " + padded(range.group(1)) + ":00 to " + padded(range.group(2)) + ":59";
			String all = this.minute.equals("*") ? "every minute" : "every hour" + past;
			return (stepped ? every(minutes.group(1), "minute") : all) + from;
		}
		return special();
	}

	private String special() {
		return "at second " + this.second + ", minute " + this.minute + ", hour " + this.hour;
	}

	private String clock(String hour) {
		String seconds = (this.second.equals("0") || this.second.equals("00")) ? "" : ":" + padded(this.second);
		return padded(hour) + ":" + padded(this.minute) + seconds;
	}

	private static String padded(String number) {
		return (number.length() == 1) ? "0" + number : number;
	}

	private static String every(String step, String unit) {
		return step.equals("1") ? "every " + unit : "every " + step + " " + unit + "s";
	}

	private static String day(String ofMonth, String ofWeek) {
		boolean anyDate = ofMonth.equals("*") || ofMonth.equals("?");
		boolean anyWeekday = ofWeek.equals("*") || ofWeek.equals("?");
		if (anyDate && anyWeekday) {
			return "";
		}
		if (anyDate) {
			return "on " + weekday(ofWeek);
		}
		String date = "on " + date(ofMonth);
		return anyWeekday ? date : date + ", if that is " + weekday(ofWeek);
	}

	private static String date(String field) {
		if (field.equals("L")) {
			return "the last day of the month";
		}
		if (field.equals("LW")) {
			return "the last weekday of the month";
		}
		if (field.startsWith("L-")) {
			return "the day " + field.substring(2) + " days before the last of the month";
		}
		if (field.endsWith("W")) {
			return "the weekday nearest to day " + field.substring(0, field.length() - 1) + " of the month";
		}
		return (NUMBER.matcher(field).matches() ? "day " : "days ") + list(field, UnaryOperator.identity())
				+ " of the month";
	}

	private static String weekday(String field) {
		Matcher nth = NTH.matcher(field);
		if (nth.matches()) {
			return "the " + ORDER.get(Integer.parseInt(nth.group(2))) + " " + dayName(nth.group(1)) + " of the month";
		}
		if (field.length() > 1 && field.endsWith("L")) {
			return "the last " + dayName(field.substring(0, field.length() - 1)) + " of the month";
		}
		return list(field, CronWords::dayName);
	}

	private static String month(String field) {
		return (field.equals("*") || field.equals("?")) ? "" : "in " + list(field, CronWords::monthName);
	}

	private static String list(String field, UnaryOperator<String> name) {
		return and(Arrays.stream(field.split(",")).map((part) -> range(part, name)).toList());
	}

	private static String range(String part, UnaryOperator<String> name) {
		int dash = part.indexOf('-');
		return (dash > 0 && part.indexOf('/') < 0)
				? name.apply(part.substring(0, dash)) + " to " + name.apply(part.substring(dash + 1))
				: name.apply(part);
	}

	private static String and(List<String> parts) {
		int last = parts.size() - 1;
		return (last < 1) ? String.join("", parts)
				: String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
	}

	private static String dayName(String text) {
		for (DayOfWeek day : DayOfWeek.values()) {
			String number = String.valueOf(day.getValue());
			boolean sunday = day == DayOfWeek.SUNDAY && text.equals("0");
			if (sunday || text.equals(number) || text.equalsIgnoreCase(day.name().substring(0, 3))) {
				return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
			}
		}
		return text;
	}

	private static String monthName(String text) {
		for (Month month : Month.values()) {
			if (text.equals(String.valueOf(month.getValue())) || text.equalsIgnoreCase(month.name().substring(0, 3))) {
				return month.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
			}
		}
		return text;
	}

}
