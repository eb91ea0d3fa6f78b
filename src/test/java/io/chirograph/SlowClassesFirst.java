package io.chirograph;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Tag;

/// An order of test classes in which those tagged slow come first. JUnit finds it by its name.
public final class SlowClassesFirst implements ClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparing(SlowClassesFirst::isQuick));
    }

    private static boolean isQuick(ClassDescriptor type) {
        return type.findRepeatableAnnotations(Tag.class).stream()
                .noneMatch(tag -> tag.value().equals("slow"));
    }
}
