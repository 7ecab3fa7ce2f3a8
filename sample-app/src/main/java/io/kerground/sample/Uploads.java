package io.kerground.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.multipart.MultipartFile;

/**
 * Keeps uploaded files on disk, in folders named by ids. File names of clients are never
 * part of a path.
 */
@Component
class Uploads {

	private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G' };

	private static final byte[] JPEG = { (byte) 0xFF, (byte) 0xD8, (byte) 0xFF };

	private static final int SNIFFED = 8192;

	private final Path root;

	Uploads(SampleProperties properties) {
		this.root = properties.uploads().toAbsolutePath().normalize();
	}

	/**
	 * Stores a file that the service takes.
	 * @param job the job's id
	 * @param file the uploaded file
	 * @return what the task needs to find it
	 */
	Upload store(UUID job, MultipartFile file) {
		String name = (file.getOriginalFilename() != null) ? file.getOriginalFilename() : "";
		if (file.isEmpty()) {
			throw new RefusedUploadException(HttpStatus.BAD_REQUEST, "The file is empty");
		}
		try {
			Upload.Kind kind = kind(file, name);
			Path folder = Files.createDirectories(this.root.resolve(job.toString()));
			Path path = folder.resolve("upload");
			file.transferTo(path);
			return new Upload(path.toString(), name, kind);
		}
		catch (IOException ex) {
			remove(job);
			throw new UncheckedIOException("The file could not be stored", ex);
		}
	}

	private static Upload.Kind kind(MultipartFile file, String name) throws IOException {
		byte[] head;
		try (InputStream in = file.getInputStream()) {
			head = in.readNBytes(SNIFFED);
		}
		if (startsWith(head, PNG) || startsWith(head, JPEG)) {
			return Upload.Kind.IMAGE;
		}
		for (byte each : head) {
			if (each == 0) {
				throw new RefusedUploadException(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
						"The file is neither text, CSV, PNG nor JPEG");
			}
		}
		return name.toLowerCase(Locale.ROOT).endsWith(".csv") ? Upload.Kind.CSV : Upload.Kind.TEXT;
	}

	private static boolean startsWith(byte[] head, byte[] signature) {
		return head.length >= signature.length
				&& Arrays.equals(head, 0, signature.length, signature, 0, signature.length);
	}

	/**
	 * Returns where the thumbnail of a job lies, if it has one.
	 * @param job the job's id
	 * @return the path of a PNG image
	 */
	Path thumbnail(UUID job) {
		return this.root.resolve(job.toString()).resolve("thumbnail.png");
	}

	/**
	 * Makes sure that the thumbnail of a job can be written.
	 * @param job the job's id
	 * @return where the thumbnail is to lie
	 * @throws IOException if its folder can't be made
	 */
	Path newThumbnail(UUID job) throws IOException {
		Path path = thumbnail(job);
		Files.createDirectories(path.getParent());
		return path;
	}

	/**
	 * Measures what is kept.
	 * @return the number of files and their size
	 * @throws IOException if a folder can't be read
	 */
	StorageUse measure() throws IOException {
		List<Path> files = new ArrayList<>();
		for (Path folder : folders()) {
			try (Stream<Path> content = Files.list(folder)) {
				content.filter(Files::isRegularFile).forEach(files::add);
			}
		}
		long bytes = 0;
		for (Path file : files) {
			bytes += Files.size(file);
		}
		return new StorageUse(files.size(), bytes);
	}

	/**
	 * Removes what was stored before a time.
	 * @param time the time
	 * @return how many folders were removed
	 * @throws IOException if a folder can't be removed
	 */
	int removeBefore(Instant time) throws IOException {
		int removed = 0;
		for (Path folder : folders()) {
			if (Files.getLastModifiedTime(folder).toInstant().isBefore(time)
					&& FileSystemUtils.deleteRecursively(folder)) {
				removed++;
			}
		}
		return removed;
	}

	private List<Path> folders() throws IOException {
		if (!Files.isDirectory(this.root)) {
			return List.of();
		}
		try (Stream<Path> folders = Files.list(this.root)) {
			return folders.filter(Files::isDirectory).toList();
		}
	}

	/**
	 * Removes the files of a job.
	 * @param job the job's id
	 */
	void remove(UUID job) {
		try {
			FileSystemUtils.deleteRecursively(this.root.resolve(job.toString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The files of job " + job + " could not be removed", ex);
		}
	}

}
