package io.kerground.sample;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import io.kerground.sample.FileReport.ImageSize;

/**
 * Makes the thumbnail of an image.
 */
final class ImageExaminer {

	private static final int THUMBNAIL = 256;

	private static final long MAX_PIXELS = 100_000_000;

	private ImageExaminer() {
	}

	static ImageSize examine(Path file, Path thumbnail) throws IOException {
		BufferedImage image = read(file);
		double scale = Math.min(1, (double) THUMBNAIL / Math.max(image.getWidth(), image.getHeight()));
		int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
		int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
		write(scale(image, width, height), thumbnail);
		return new ImageSize(image.getWidth(), image.getHeight(), width, height);
	}

	private static BufferedImage read(Path file) throws IOException {
		try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
			Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
			if (!readers.hasNext()) {
				throw new IOException("The file is not an image that can be read");
			}
			ImageReader reader = readers.next();
			try {
				reader.setInput(in);
				// looked at before the pixels are read, so that a small file can't fill
				// the memory
				if ((long) reader.getWidth(0) * reader.getHeight(0) > MAX_PIXELS) {
					throw new IOException("The image has more than " + MAX_PIXELS + " pixels");
				}
				return reader.read(0);
			}
			finally {
				reader.dispose();
			}
		}
	}

	private static BufferedImage scale(BufferedImage image, int width, int height) {
		BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
		Graphics2D graphics = scaled.createGraphics();
		try {
			graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
			graphics.drawImage(image, 0, 0, width, height, null);
		}
		finally {
			graphics.dispose();
		}
		return scaled;
	}

	private static void write(BufferedImage image, Path target) throws IOException {
		// a second attempt may write while the first one's image is downloaded
		Path part = Files.createTempFile(target.getParent(), "thumbnail", ".part");
		try {
			ImageIO.write(image, "png", part.toFile());
			Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(part);
		}
	}

}
