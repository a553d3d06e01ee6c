// They need the packages, which the inner loop does not make.
[assembly: Trait("Category", "Slow")]
