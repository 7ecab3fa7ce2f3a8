package io.kerground.sample;

import java.nio.file.Path;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the service.
 *
 * @param uploads folder in which uploaded files are kept
 * @param keep how long they are kept
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue("./uploads") Path uploads, @DefaultValue("30d") Duration keep) {

}
