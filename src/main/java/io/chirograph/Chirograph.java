package io.chirograph;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// The program: serves without arguments.
@SpringBootApplication
public class Chirograph {
    public static void main(String[] args) {
        SpringApplication.run(Chirograph.class, args);
    }
}
