package io.chirograph.boot;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.system.ApplicationHome;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// The directory that the program is installed in, whatever the working directory is: `config/` lies there, and
/// relative paths of the configuration start there. Those of the command line start in the working directory.
///
/// It is the jar's own directory, or the one above where that is `target`. The system property `chirograph.home`
/// names another.
public final class Home {
    public static final String PROPERTY = "chirograph.home";

    /// Last parts of the names of settings whose value is a path.
    private static final Set<String> PATHS = Set.of(
            "datadir",
            "directory",
            "file",
            "signingkey",
            "secondsigningkey",
            "credentialfile",
            "credentialsfile",
            "cafile",
            "trust");

    private Home() {}

    public static Path directory() {
        String given = System.getProperty(PROPERTY);
        return given == null
                ? above(new ApplicationHome(Home.class).getDir().toPath())
                : Path.of(given).toAbsolutePath().normalize();
    }

    /// The checkout for what Maven built, else the directory itself.
    public static Path above(Path jars) {
        Path directory = jars.toAbsolutePath().normalize();
        Path target = directory.endsWith("classes") ? directory.getParent() : directory;
        Path above = target != null && target.endsWith("target") ? target.getParent() : null;
        return above == null ? directory : above;
    }

    /// Has Spring look for configuration here, where nobody said otherwise. To be called before it looks.
    public static void locate(ConfigurableEnvironment environment) {
        String home = "optional:file:" + directory() + "/";
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "chirographHome",
                        Map.of(
                                "spring.config.location[0]",
                                "optional:classpath:/",
                                "spring.config.location[1]",
                                "optional:classpath:/config/",
                                "spring.config.location[2]",
                                home,
                                "spring.config.location[3]",
                                home + "config/")));
    }

    /// Makes the relative paths of the configuration start here; where here is, stands in `chirograph.home`.
    public static void resolve(ConfigurableEnvironment environment) {
        Map<String, Object> absolute =
                new LinkedHashMap<>(Map.of(PROPERTY, directory().toString()));
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource names) {
                names.stream().filter(Home::isPath).map(Object::toString).forEach(name -> {
                    String value = environment.getProperty(name);
                    if (value != null && !value.isBlank()) {
                        absolute.put(
                                name,
                                directory().resolve(value.strip()).normalize().toString());
                    }
                });
            }
        }
        environment.getPropertySources().addFirst(new MapPropertySource("chirographPaths", absolute));
    }

    /// Settings of the command line, their relative paths made to start in the working directory.
    public static Map<String, Object> fromHere(Map<String, Object> given) {
        Map<String, Object> absolute = new LinkedHashMap<>(given);
        absolute.replaceAll((name, value) -> isPath(ConfigurationPropertyName.adapt(name, '.'))
                        && !value.toString().isBlank()
                ? Path.of(value.toString()).toAbsolutePath().normalize().toString()
                : value);
        return absolute;
    }

    private static boolean isPath(ConfigurationPropertyName name) {
        return name.getNumberOfElements() > 1
                && name.getElement(0, Form.UNIFORM).equals("chirograph")
                && PATHS.contains(name.getLastElement(Form.UNIFORM));
    }
}
